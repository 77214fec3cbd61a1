// The official Bolt framework, in Socket Mode, against the sandbox.
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { boltApp } from './support/app.mjs';
import { Workspace } from './support/control.mjs';
import { Inbox } from './support/inbox.mjs';
import { startProgram } from './support/program.mjs';

describe('Bolt against the sandbox', { timeout: 120_000 }, () => {
    let program, slack, app, ana, ben, deploys, bot;
    const inbox = {};

    before(async () => {
        program = await startProgram(['sandbox', '--port', '0'], 'sandbox.listening');
        slack = await Workspace.at(program.url);
        [ana, ben] = [slack.person('ana'), slack.person('ben')];
        deploys = slack.channel('deploys');
        bot = slack.state.me_bot.user_id;
        app = boltApp(program.url);
        listen(app, inbox);
        await app.start();
        await slack.until('a socket', async () => (await slack.get('state')).sockets === 1);
    });
    after(async () => {
        await app?.stop();
        await program?.stop();
    });
    beforeEach(() => {
        for (const kind of ['command', 'mention', 'message', 'action', 'submission', 'closed']) inbox[kind] = new Inbox();
        inbox.onCommand = async ({ ack }) => ack();
    });

    test('a slash command whose ack carries the answer: only its sender sees it', async () => {
        inbox.onCommand = async ({ ack, command }) => ack(`you said: ${command.text}`);
        const answer = await slack.post('command', { as: ana, channel: deploys, command: '/deploy', text: 'api v1.4.2 to staging' });
        assert.equal(answer.ok, true);
        const { command } = await inbox.command.next('the command');
        assert.equal(command.text, 'api v1.4.2 to staging');
        assert.equal(command.user_id, ana);
        assert.equal(command.channel_id, deploys);
        assert.match(command.response_url, /^https?:/);
        const said = 'you said: api v1.4.2 to staging';
        const seen = await slack.message(deploys, ana, ({ text }) => text === said);
        assert.equal(seen.is_ephemeral, true);
        assert.ok(!(await slack.messages(deploys, ben)).some(({ text }) => text === said));
    });

    test('respond() answers in the channel by response_url', async () => {
        await slack.post('command', { as: ana, channel: deploys, command: '/status', text: '' });
        const { respond } = await inbox.command.next('the command');
        await respond({ response_type: 'in_channel', text: 'for everyone' });
        const seen = await slack.message(deploys, ben, ({ text }) => text === 'for everyone');
        assert.equal(seen.user ?? bot, bot);
        assert.ok(!seen.is_ephemeral);
    });

    test('a command that is not acknowledged fails for its sender', async () => {
        inbox.onCommand = async () => undefined;
        const answer = await slack.post('command', { as: ana, channel: deploys, command: '/pilot', text: 'sleep' });
        assert.equal(answer.ok, false);
        assert.match(answer.error, /timeout|dispatch/);
    });

    test('a mention reaches the app and is answered in a thread', async () => {
        await slack.post('say', { as: ben, channel: deploys, text: `<@${bot}> hello & <goodbye>` });
        const { event, say } = await inbox.mention.next('the mention');
        assert.equal(event.user, ben);
        assert.equal(event.text, `<@${bot}> hello &amp; &lt;goodbye&gt;`);
        await say({ text: 'hello back', thread_ts: event.ts });
        const reply = await slack.message(deploys, ana, ({ text }) => text === 'hello back', event.ts);
        assert.equal(reply.thread_ts, event.ts);
        const parent = await slack.message(deploys, ana, ({ ts, reply_count }) => ts === event.ts && reply_count === 1);
        assert.equal(parent.thread_ts, event.ts);
    });

    test('a direct message reaches the app, its own answer does not come back', async () => {
        const direct = slack.direct('ana');
        await slack.post('say', { as: ana, channel: direct, text: 'status' });
        const { message, say } = await inbox.message.next('the message');
        assert.equal(message.channel_type, 'im');
        assert.equal(message.channel, direct);
        await say('all is well');
        await slack.message(direct, ana, ({ text }) => text === 'all is well');
        await slack.post('say', { as: ana, channel: direct, text: 'again' });
        assert.equal((await inbox.message.next('the second message')).message.text, 'again');
    });

    test('an edited message arrives as message_changed', async () => {
        const direct = slack.direct('ben');
        await slack.post('say', { as: ben, channel: direct, text: 'fist' });
        const { message } = await inbox.message.next('the message');
        await slack.post('edit', { as: ben, channel: direct, ts: message.ts, text: 'first' });
        const changed = await inbox.message.next('the change');
        assert.equal(changed.message.subtype, 'message_changed');
        assert.equal(changed.message.message.text, 'first');
        assert.equal(changed.message.previous_message.text, 'fist');
    });

    test('a button: pressed, acknowledged, and its message replaced', async () => {
        const posted = await app.client.chat.postMessage({ channel: deploys, text: 'approve?', blocks: approveBlocks });
        const press = { as: ben, channel: deploys, message_ts: posted.ts, action_id: 'approve', block_id: 'decide', value: '812' };
        assert.equal((await slack.post('press', press)).ok, true);
        const { body, action, respond } = await inbox.action.next('the press');
        assert.equal(body.user.id, ben);
        assert.equal(action.value, '812');
        assert.equal(body.container.message_ts, posted.ts);
        assert.equal(body.message.text, 'approve?');
        await respond({ replace_original: true, text: 'approved by ben' });
        const now = await slack.message(deploys, ana, ({ ts, text }) => ts === posted.ts && text === 'approved by ben');
        assert.ok(!now.blocks?.some(({ type }) => type === 'actions'));
    });

    test('a modal: opened, refused with errors, then taken', async () => {
        const opened = await openModal(slack, inbox, app, ana, deploys);
        assert.equal(opened.title.text, 'Deploy');
        const answer = (value) => ({ version: { typed: { type: 'plain_text_input', value } } });

        inbox.onSubmission = async ({ ack }) => ack({ response_action: 'errors', errors: { version: 'no such version' } });
        const refused = await slack.post('submit', { as: ana, view_id: opened.id, values: answer('bad') });
        assert.deepEqual(refused.errors, { version: 'no such version' });
        await inbox.submission.next('the first submission');
        await slack.view(ana, ({ id }) => id === opened.id);

        inbox.onSubmission = async ({ ack }) => ack();
        const taken = await slack.post('submit', { as: ana, view_id: opened.id, values: answer('v1.4.2') });
        assert.equal(taken.ok, true);
        const { view } = await inbox.submission.next('the second submission');
        assert.equal(view.state.values.version.typed.value, 'v1.4.2');
        assert.equal(view.private_metadata, 'kept');
        await slack.noView(ana);
    });

    test('a modal is updated on submission, and closing it is told', async () => {
        const opened = await openModal(slack, inbox, app, ben, deploys);
        const second = { ...modal, title: { type: 'plain_text', text: 'Sure?' } };
        inbox.onSubmission = async ({ ack }) => ack({ response_action: 'update', view: second });
        const values = { version: { typed: { type: 'plain_text_input', value: 'v2' } } };
        await slack.post('submit', { as: ben, view_id: opened.id, values });
        const updated = await slack.view(ben, ({ title }) => title.text === 'Sure?');
        await slack.post('close', { as: ben, view_id: updated.id });
        assert.equal((await inbox.closed.next('view_closed')).view.id, updated.id);
        await slack.noView(ben);
    });

    test('Bolt comes back after a refresh and after a cut', async () => {
        for (const action of ['refresh', 'cut']) {
            const connected = new Inbox();
            app.receiver.client.once('connected', () => connected.put(true));
            await slack.post('sockets', { action, which: 'all' });
            await connected.next(`a new connection after ${action}`, 30_000);
            inbox.onCommand = async ({ ack }) => ack('still here');
            const answer = await slack.post('command', { as: ana, channel: deploys, command: '/pilot', text: action });
            assert.equal(answer.ok, true, `the command after ${action}: ${answer.error}`);
            assert.equal((await inbox.command.next('the command')).command.text, action);
        }
    });
});

const approveBlocks = [
    { type: 'section', text: { type: 'mrkdwn', text: '*Deploy 812* waits' } },
    {
        type: 'actions',
        block_id: 'decide',
        elements: [
            { type: 'button', action_id: 'approve', text: { type: 'plain_text', text: 'Approve' }, style: 'primary', value: '812' },
        ],
    },
];

const modal = {
    type: 'modal',
    callback_id: 'deploy',
    private_metadata: 'kept',
    notify_on_close: true,
    title: { type: 'plain_text', text: 'Deploy' },
    submit: { type: 'plain_text', text: 'Go' },
    blocks: [
        {
            type: 'input',
            block_id: 'version',
            label: { type: 'plain_text', text: 'Version' },
            element: { type: 'plain_text_input', action_id: 'typed' },
        },
    ],
};

/** Every handler puts what came into its inbox; how it is acknowledged is for the test to say. */
function listen(app, inbox) {
    app.command(/.*/, async (args) => {
        await inbox.onCommand(args);
        inbox.command.put(args);
    });
    app.event('app_mention', async (args) => inbox.mention.put(args));
    app.message(async (args) => args.message.channel_type === 'im' && inbox.message.put(args));
    app.action('approve', async (args) => {
        await args.ack();
        inbox.action.put(args);
    });
    app.view('deploy', async (args) => {
        await inbox.onSubmission(args);
        inbox.submission.put(args);
    });
    app.view({ callback_id: 'deploy', type: 'view_closed' }, async (args) => {
        await args.ack();
        inbox.closed.put(args);
    });
}

async function openModal(slack, inbox, app, as, channel) {
    inbox.onCommand = async ({ ack, command }) => {
        await ack();
        await app.client.views.open({ trigger_id: command.trigger_id, view: modal });
    };
    await slack.post('command', { as, channel, command: '/deploy', text: '' });
    await inbox.command.next('the command');
    return slack.view(as, ({ title }) => title.text === 'Deploy');
}
