// What the bot says, as the sandbox hears it.
import assert from 'node:assert/strict';
import { harmsIn } from './harm.mjs';

/** Reads the sandbox's journal as it grows, and looks at everything the bot says. */
export class Listener {
    /** `people` may be mentioned, `isOurs` knows the links that may be there. */
    constructor(workspace, people = workspace.state.users.map(({ id }) => id), isOurs = undefined) {
        this.workspace = workspace;
        this.people = new Set(people);
        this.isOurs = isOurs;
        this.next = 0;
        this.calls = [];
        this.harms = [];
    }

    async read() {
        const { entries, next, dropped } = await this.workspace.get('journal', { since: this.next });
        assert.ok(dropped <= this.next, 'the sandbox has forgotten some of it');
        this.next = next;
        for (const entry of entries) {
            const said = entry.kind === 'api.call' ? entry.args : entry.payload;
            if (said && entry.kind !== 'envelope.sent') this.harms.push(...harmsIn(said, this.people, this.isOurs));
            if (entry.kind === 'api.call') this.calls.push(entry);
        }
    }

    /** The first of the bot's calls that `wanted` accepts; waits for it. */
    async call(what, wanted, deadline = 20_000) {
        const end = Date.now() + deadline;
        for (let at = 0; ; ) {
            for (; at < this.calls.length; ++at) if (wanted(this.calls[at])) return this.calls[at];
            assert.ok(Date.now() < end, `waited ${deadline} ms in vain for ${what}`);
            await this.read();
            if (at === this.calls.length) await new Promise((resolve) => setTimeout(resolve, 10));
        }
    }

    /** What was heard so far is of no more interest. */
    forget() {
        this.calls = [];
    }
}
