// The official Web API client against the sandbox.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { botToken, webClient } from './support/app.mjs';
import { Workspace } from './support/control.mjs';
import { startProgram } from './support/program.mjs';

describe('@slack/web-api against the sandbox', { timeout: 120_000 }, () => {
    let program, slack, web, ana, general, deploys, ops;

    before(async () => {
        program = await startProgram(['sandbox', '--port', '0'], 'sandbox.listening');
        slack = await Workspace.at(program.url);
        web = webClient(program.url);
        ana = slack.person('ana');
        [general, deploys, ops] = ['general', 'deploys', 'ops'].map((name) => slack.channel(name));
    });
    after(async () => program?.stop());

    const fails = async (call, code) => {
        const error = await call.then(() => assert.fail(`expected ${code}`), (reason) => reason);
        assert.equal(error.data?.error, code, error.message);
    };

    test('auth.test says who the bot is', async () => {
        const me = await web.auth.test();
        assert.equal(me.user_id, slack.state.me_bot.user_id);
        assert.equal(me.bot_id, slack.state.me_bot.bot_id);
        assert.equal(me.team_id, slack.state.team.id);
    });

    test('a message is posted, read back with its metadata, updated and deleted', async () => {
        const metadata = { event_type: 'deploy_card', event_payload: { key: 'deploy/812', revision: 3 } };
        const posted = await web.chat.postMessage({ channel: deploys, text: 'a &lt;b&gt; *c*', metadata });
        assert.match(posted.ts, /^\d{10}\.\d{6}$/);

        const read = async (all) => {
            const page = await web.conversations.history({ channel: deploys, include_all_metadata: all, limit: 10 });
            return page.messages.find(({ ts }) => ts === posted.ts);
        };
        assert.deepEqual((await read(true)).metadata, metadata);
        assert.equal((await read(false)).metadata?.event_payload, undefined);
        assert.equal((await read(true)).text, 'a &lt;b&gt; *c*');

        const updated = await web.chat.update({ channel: deploys, ts: posted.ts, text: 'new' });
        assert.equal(updated.text, 'new');
        assert.deepEqual((await read(true)).metadata, metadata, 'an update without metadata keeps it');
        await web.chat.delete({ channel: deploys, ts: posted.ts });
        assert.equal(await read(true), undefined);
        await fails(web.chat.update({ channel: deploys, ts: posted.ts, text: 'x' }), 'message_not_found');
    });

    test('history is cut by oldest and latest and walks by cursor', async () => {
        const sent = [];
        for (const text of ['one', 'two', 'three']) {
            sent.push((await slack.post('say', { as: ana, channel: ops, text })).ts);
        }
        const all = [];
        for await (const page of web.paginate('conversations.history', { channel: ops, limit: 1 })) all.push(...page.messages);
        assert.deepEqual(all.slice(0, 3).map(({ text }) => text), ['three', 'two', 'one']);
        const [first, , third] = [all[2].ts, all[1].ts, all[0].ts];
        const between = await web.conversations.history({ channel: ops, oldest: first, latest: third });
        assert.deepEqual(between.messages.map(({ text }) => text), ['two']);
        const closed = await web.conversations.history({ channel: ops, oldest: first, latest: third, inclusive: true });
        assert.equal(closed.messages.length, 3);
    });

    test('a thread has its parent first', async () => {
        const parent = await web.chat.postMessage({ channel: general, text: 'parent' });
        await web.chat.postMessage({ channel: general, text: 'reply', thread_ts: parent.ts });
        const thread = await web.conversations.replies({ channel: general, ts: parent.ts });
        assert.deepEqual(thread.messages.map(({ text }) => text), ['parent', 'reply']);
        assert.equal(thread.messages[0].reply_count, 1);
        assert.equal(thread.messages[1].parent_user_id, slack.state.me_bot.user_id);
    });

    test('people are found by id and by e-mail', async () => {
        const { user } = await web.users.info({ user: ana });
        assert.equal(user.name, 'ana');
        assert.equal(user.profile.email, 'ana@example.com');
        const found = await web.users.lookupByEmail({ email: 'ana@example.com' });
        assert.equal(found.user.id, ana);
        await fails(web.users.lookupByEmail({ email: 'nobody@example.com' }), 'users_not_found');
        await fails(web.users.info({ user: 'U000NOBODY' }), 'user_not_found');
        const listed = [];
        for await (const page of web.paginate('users.list', { limit: 2 })) listed.push(...page.members);
        assert.ok(listed.some(({ id }) => id === ana) && listed.length === slack.state.users.length);
    });

    test('a channel is made, named, filled and archived', async () => {
        const { channel } = await web.conversations.create({ name: 'inc-14-api-slow' });
        await fails(web.conversations.create({ name: 'inc-14-api-slow' }), 'name_taken');
        await web.conversations.invite({ channel: channel.id, users: ana });
        const { members } = await web.conversations.members({ channel: channel.id });
        assert.ok(members.includes(ana));
        await web.conversations.setTopic({ channel: channel.id, topic: 'api is slow' });
        const info = await web.conversations.info({ channel: channel.id });
        assert.equal(info.channel.topic.value, 'api is slow');
        await web.conversations.archive({ channel: channel.id });
        await fails(web.chat.postMessage({ channel: channel.id, text: 'x' }), 'is_archived');
    });

    test('reactions, pins and permalinks', async () => {
        const { ts } = await web.chat.postMessage({ channel: slack.channel('api'), text: 'mark me' });
        const place = { channel: slack.channel('api'), timestamp: ts };
        await web.reactions.add({ ...place, name: 'eyes' });
        await fails(web.reactions.add({ ...place, name: 'eyes' }), 'already_reacted');
        const seen = await slack.message(place.channel, ana, (message) => message.ts === ts && message.reactions?.length);
        assert.equal(seen.reactions[0].name, 'eyes');
        await web.reactions.remove({ ...place, name: 'eyes' });
        await web.pins.add(place);
        const { permalink } = await web.chat.getPermalink({ channel: place.channel, message_ts: ts });
        assert.match(permalink, new RegExp(`p${ts.replace('.', '')}`));
    });

    test('a file is uploaded in the three steps of uploadV2', async () => {
        const done = await web.filesUploadV2({
            channel_id: deploys,
            filename: 'deploy.log',
            content: 'line one\nline two\n',
            title: 'Log of 812',
            initial_comment: 'the log',
        });
        assert.equal(done.ok, true);
        const seen = await slack.message(deploys, ana, ({ files }) => files?.length);
        assert.equal(seen.files[0].title, 'Log of 812');
        assert.equal(seen.text, 'the log');
    });

    test('an ephemeral message is for one person', async () => {
        await web.chat.postEphemeral({ channel: deploys, user: ana, text: 'psst' });
        const seen = await slack.message(deploys, ana, ({ text }) => text === 'psst');
        assert.equal(seen.is_ephemeral, true);
        assert.ok(!(await slack.messages(deploys, slack.person('ben'))).some(({ text }) => text === 'psst'));
        const history = await web.conversations.history({ channel: deploys });
        assert.ok(!history.messages.some(({ text }) => text === 'psst'));
    });

    test('mistakes are refused with Slack’s codes', async () => {
        await fails(web.chat.postMessage({ channel: 'C0NOWHERE', text: 'x' }), 'channel_not_found');
        await fails(web.chat.postMessage({ channel: deploys, text: '' }), 'no_text');
        await fails(webClient(program.url, 'xoxb-wrong').auth.test(), 'invalid_auth');
        await fails(webClient(program.url, botToken).apps.connections.open(), 'not_allowed_token_type');
        const wrong = [{ type: 'section', text: { type: 'mrkdwn', text: 'x'.repeat(3001) } }];
        const error = await web.chat.postMessage({ channel: deploys, text: 'x', blocks: wrong }).catch((reason) => reason);
        assert.equal(error.data?.error, 'invalid_blocks');
        assert.match(error.data.response_metadata.messages.join(), /\/blocks\/0\/text/);
    });

    test('the client waits out a rate limit by itself', async () => {
        const rules = [{ method: 'users.info', effect: 'ratelimited', retry_after: 1, times: 1 }];
        assert.equal((await slack.post('faults', { rules })).ok, true);
        const waited = [];
        web.on('rate_limited', (seconds) => waited.push(seconds));
        assert.equal((await web.users.info({ user: ana })).user.id, ana);
        assert.deepEqual(waited, [1]);
        await slack.post('faults', { rules: [] });
    });

    test('an answer lost after the commit leaves the message in the channel', async () => {
        const rules = [{ method: 'chat.postMessage', effect: 'drop_after_commit', times: 1 }];
        await slack.post('faults', { rules });
        const once = webClient(program.url, botToken, { retryConfig: { retries: 0 } });
        await assert.rejects(once.chat.postMessage({ channel: general, text: 'did it arrive?' }));
        await slack.message(general, ana, ({ text }) => text === 'did it arrive?');
        await slack.post('faults', { rules: [] });
    });
});
