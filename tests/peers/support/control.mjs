// The control API of the sandbox: what a person would do in Slack.
import assert from 'node:assert/strict';

export class Workspace {
    constructor(url) {
        this.url = url;
    }

    static async at(url) {
        const workspace = new Workspace(url);
        workspace.state = await workspace.get('state');
        return workspace;
    }

    async get(path, query = {}) {
        const response = await fetch(`${this.url}_sim/${path}?${new URLSearchParams(query)}`);
        assert.equal(response.status, 200, `GET _sim/${path} answered ${response.status}`);
        return response.json();
    }

    async post(path, body) {
        const response = await fetch(`${this.url}_sim/${path}`, {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify(body),
        });
        return response.json();
    }

    /** A person's or bot's id by name. */
    person(name) {
        const user = this.state.users.find((candidate) => candidate.name === name);
        assert.ok(user, `the sandbox has no user ${name}`);
        return user.id;
    }

    /** A channel's id by name. */
    channel(name) {
        const channel = this.state.channels.find((candidate) => candidate.name === name);
        assert.ok(channel, `the sandbox has no channel ${name}`);
        return channel.id;
    }

    /** The direct messages between a person and the bot. */
    direct(name) {
        const user = this.person(name);
        const bot = this.state.me_bot.user_id;
        const found = this.state.channels.find(
            ({ is_im, members, user: other }) => is_im && (other === user || (members.includes(user) && members.includes(bot))),
        );
        assert.ok(found, `no direct messages with ${name}`);
        return found.id;
    }

    async messages(channel, as, thread) {
        const query = { channel, as, ...(thread && { thread }) };
        return (await this.get('messages', query)).messages;
    }

    /** The first message of a channel that `wanted` accepts; waits for it. */
    message(channel, as, wanted, thread) {
        return this.until('a message', async () => (await this.messages(channel, as, thread)).find(wanted));
    }

    view(as, wanted = () => true) {
        return this.until('a modal', async () => {
            const { view } = await this.get('view', { as });
            return view && wanted(view) ? view : undefined;
        });
    }

    noView(as) {
        return this.until('no modal', async () => (await this.get('view', { as })).view === null);
    }

    /** Looks again after every change of the workspace until `look` gives something. */
    async until(what, look, deadline = 10_000) {
        const end = Date.now() + deadline;
        let revision = (await this.get('changes', { since: 0 })).revision;
        for (;;) {
            const found = await look();
            if (found) return found;
            const left = end - Date.now();
            assert.ok(left > 0, `waited ${deadline} ms in vain for ${what}`);
            revision = await this.changed(revision, left);
        }
    }

    async changed(since, within) {
        try {
            const signal = AbortSignal.timeout(within);
            const response = await fetch(`${this.url}_sim/changes?since=${since}`, { signal });
            return (await response.json()).revision;
        } catch (error) {
            if (error.name === 'TimeoutError') return since;
            throw error;
        }
    }
}
