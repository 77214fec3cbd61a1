// Naughty strings in every text of what other systems send: as cards of their own, and as lines of a storm.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { startBot } from './support/bot.mjs';
import { Workspace } from './support/control.mjs';
import { Listener } from './support/listener.mjs';
import { root, startProgram } from './support/program.mjs';
import { abreast, eventHeaders, post, proofs } from './support/senders.mjs';

const payload = async (path) => JSON.parse(await readFile(`${root}tests/payloads/${path}`, 'utf8'));
const published = await payload('naughty-strings.json');
const markup = [
    '<!channel>', '<!here>', '<!everyone|x>', '<!subteam^S1>', '<!subteam^S1|@oncall>', '<@UANA>', '<@UANA|ana>', '<#CGENERAL>',
    '<https://evil.example|click>', '<mailto:a@evil.example|a>', '<!date^1392734382^{date}|x>', '@channel', '@here', '@ana', '*bold*',
    '_i_ ~s~', '```', '``` <!channel> ```', '`<!here>`', '> <!here>', '&lt;!channel&gt;', '&amp;lt;!channel&amp;gt;', '<!chan\u0000nel>',
    '<\u200b!channel>', ':boom:', '|', '>', '<', '|<!channel>', '><!channel>', '%3C!channel%3E', '\n<!channel>\n', 'x'.repeat(4000),
];
const naughty = [...published, ...markup];

// What a sender's own words are: with others in their place nothing would be left to show.
const words = new Set([
    'action', 'status', 'conclusion', 'created_at', 'updated_at', 'run_started_at', 'started_at', 'completed_at', 'finished_at',
    'startsAt', 'endsAt', 'object_kind', 'type', 'phase', 'at', 'fingerprint', 'groupKey',
]);

/** The same body with `text` for each of its strings; addresses keep their beginning when `keepAddresses`. */
function spoiled(value, text, keepAddresses, key = '') {
    if (typeof value === 'string') return words.has(key) ? value : keepAddresses && /^https?:/.test(value) ? value + text : text;
    if (Array.isArray(value)) return value.map((one) => spoiled(one, text, keepAddresses));
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, spoiled(one, text, keepAddresses, name)]));
}

const run = await payload('github/workflow_run.completed-success.json');
const job = await payload('github/workflow_job.completed-failure.json');
const alerts = await payload('alertmanager/real-0.25-group-grows.json');
const pipeline = await payload('gitlab/pipeline.json');
const bare = { name: 'nightly', title: 'T', branch: 'b', project: 'p', reason: 'r', url: 'https://ci.example/1', who: 'w', sha: 's', label: 'l' };
const time = new Date(Date.now() - 60_000).toISOString();
const times = (object) =>
    Object.fromEntries(Object.keys(object).filter((key) => words.has(key) && /_at$|At$/.test(key) && object[key]).map((key) => [key, time]));

/** Of each sender the bodies that tell of one thing, with a number by which it is found in the channel. */
const senders = {
    github: (number, text, keep) => {
        const both = [spoiled(job, text, keep), spoiled(run, text, keep)];
        Object.assign(both[0].workflow_job, times(job.workflow_job), { id: number + 1, run_id: number });
        for (const body of both) body.repository.full_name ||= 'acme/api'; // without it nothing can be told
        Object.assign(both[1].workflow_run, times(run.workflow_run), { id: number, run_number: number, conclusion: 'failure' });
        return [['workflow_job', both[0]], ['workflow_run', both[1]]];
    },
    // As many texts as a card shows alerts, but one; that one has the number.
    alertmanager: (number, texts, keep) => {
        const firing = { status: 'firing', ...times(alerts.alerts[0]), endsAt: '0001-01-01T00:00:00Z' };
        const marked = { labels: { alertname: texts[0] }, annotations: { summary: `Thing ${number}` }, fingerprint: `${number}` };
        const others = texts.map((text, at) => ({ ...spoiled(alerts.alerts[0], text, keep), fingerprint: `${number}-${at}` }));
        const body = { ...spoiled(alerts, texts[0], keep), groupKey: `${number}` };
        return [['', { ...body, alerts: [marked, ...others].map((alert) => ({ ...alert, ...firing })) }]];
    },
    gitlab: (number, text, keep) => {
        const body = spoiled(pipeline, text, keep);
        Object.assign(body.object_attributes, times(pipeline.object_attributes), { id: number, iid: number, status: 'failed' });
        body.builds.forEach((build, at) => Object.assign(build, { id: number * 10 + at }, at < 2 && { status: 'failed', allow_failure: false }));
        return [['', body]];
    },
    generic: (number, text, keep) => [['', { ...spoiled(bare, text, keep), id: number, number, phase: 'bad', at: time }]],
};
const vendors = Object.keys(senders);

const map = `[hook.map]
kind = "build"
run = "/id"
number = "/number"
phase = "/phase"
at = "/at"
name = "/name"
title = "{/title} {/label}"
branch = "/branch"
project = "/project"
reason = "/reason"
url = "/url"
change_url = "/url"
change_label = "/label"
actor = "/who"
author_name = "/who"
author_email = "/who"
sha = "/sha"
[hook.phases]
bad = "failed"
`;
const hook = (vendor, channel) => `[[hook]]
name = "${vendor}-${channel}"
vendor = "${vendor}"
secret = { env = "HOOK_SECRET" }
channel = "#${channel}"
${vendor === 'generic' ? map : ''}`;

// A channel shows this many new messages in a minute, all further ones would be lines of a storm; a card, so many alerts.
const perChannel = 8;
const perGroup = 11;
const channels = Array.from({ length: Math.ceil(naughty.length / 2) }, (_, at) => `c${at}`);
const people = ['ana', 'ben'].map((name) => ({ id: `U${name.toUpperCase()}`, name, real_name: name, email: `${name}@example.com` }));

/** An address that a link may have: one of the web, whose own text can't end it early. */
const isOurs = (link) => /^https?:\/\/[^\s<>|]+(?:\|[^<>]*)?$/.test(link) && !/^https?:\/\/evil\.example/.test(link);

describe('naughty strings in webhooks', { timeout: 600_000 }, () => {
    let folder, sandbox, bot, workspace, listener;

    before(async () => {
        assert.equal(published.length, 515);
        folder = await mkdtemp(join(tmpdir(), 'pilothouse-naughty-'));
        const seed = join(folder, 'seed.json');
        const names = ['general', 'deploys', 'ops', 'api', 'pilothouse', 'storm', ...channels];
        const list = names.map((name) => ({ id: `C${name.toUpperCase()}`, name }));
        await writeFile(seed, JSON.stringify({ users: people, channels: list }));
        sandbox = await startProgram(['sandbox', '--port', '0', '--no-limits', '--seed', seed], 'sandbox.listening');
        const hooks = vendors.flatMap((vendor) => ['storm', ...channels].map((channel) => hook(vendor, channel)));
        bot = await startBot(sandbox.url, '', hooks.join(''));
        workspace = await Workspace.at(sandbox.url);
        await workspace.until('two sockets', async () => (await workspace.get('state')).sockets === 2);
        listener = new Listener(workspace, [], isOurs);
    });
    after(async () => {
        await bot?.stop();
        await sandbox?.stop();
        if (folder) await rm(folder, { recursive: true, force: true });
    });

    /** Sends one thing; gives what became of it where that was not to be expected. */
    const tell = async (vendor, channel, number, text, keep) => {
        const failed = [];
        for (const [event, body] of senders[vendor](number, text, keep)) {
            const bytes = JSON.stringify(body);
            const headers = { ...eventHeaders(vendor, event), ...proofs[vendor](bytes) };
            const answer = await post(`${bot.url}hooks/${vendor}/${vendor}-${channel}`, bytes, headers);
            if (answer.status !== 202) failed.push(`${vendor} ${JSON.stringify(text)}: ${answer.status} ${answer.text}`);
        }
        return failed;
    };

    /** Asks as others do, all the while that `work` takes, each within Slack's own three seconds. */
    const whileOthersAreAnswered = async (work) => {
        let busy = true;
        const asking = (async () => {
            let asked = 0;
            for (; busy; ++asked) {
                const ready = await fetch(`${bot.url}readyz`, { signal: AbortSignal.timeout(3_000) });
                assert.equal(ready.status, 200);
                const answer = await workspace.post('command', { as: 'ana', channel: 'CGENERAL', command: '/pilot', text: 'ping' });
                assert.ok(answer.ok && /pong/.test(JSON.stringify(answer.response)), JSON.stringify(answer));
                await listener.read();
                await new Promise((resolve) => setTimeout(resolve, 200));
            }
            return asked;
        })();
        try {
            return await work();
        } finally {
            busy = false;
            assert.ok((await asking) > 0, 'nothing was asked');
        }
    };

    const isWell = async () => {
        await listener.read();
        assert.deepEqual(listener.harms, []);
        for (const { method, args } of listener.calls)
            assert.ok(!args?.link_names && !args?.parse, `${method} makes Slack look for mentions: ${JSON.stringify(args)}`);
        assert.doesNotThrow(() => process.kill(bot.pid, 0), 'the bot has ended');
        assert.deepEqual((await workspace.messages('CPILOTHOUSE', 'UANA')).map(({ text }) => text), [], 'operators were told');
    };

    test('as cards of their own', async () => {
        const place = (at) => ({ channel: channels[Math.floor(at / 2)], number: 4_000_000 + at * 100 });
        const single = vendors.filter((vendor) => vendor !== 'alertmanager');
        const things = naughty.flatMap((text, at) =>
            single.map((vendor, sender) => {
                const { channel, number } = place(at);
                return { vendor, text, channel, number: number + 10 * sender, keep: (at + sender) % 2 === 0 };
            }),
        );
        for (let at = 0; at < naughty.length; at += perGroup)
            for (const keep of [true, false])
                things.push({
                    vendor: 'alertmanager', text: naughty.slice(at, at + perGroup), keep,
                    channel: channels[at / perGroup + (keep ? 0 : 100)], number: place(at).number + (keep ? 50 : 60),
                });
        const cardOf = async ({ channel, number }) => {
            const messages = await workspace.messages(`C${channel.toUpperCase()}`, 'UANA');
            assert.ok(messages.length <= perChannel, `${channel} has ${messages.length} messages`);
            return messages.find((message) => JSON.stringify(message).includes(`${number}`));
        };
        await whileOthersAreAnswered(async () => {
            const failed = await abreast(things, 16, ({ vendor, channel, number, text, keep }) => tell(vendor, channel, number, text, keep));
            assert.deepEqual(failed.flat(), []);
            for (const thing of things)
                await workspace.until(`the card of ${thing.vendor} with ${JSON.stringify(thing.text)}`, () => cardOf(thing), 60_000);
        });
        await isWell();
    });

    test('as lines of a storm', async () => {
        const things = naughty.map((text, at) => {
            const number = 7_000_000 + at * 10;
            return at % 2 === 0 ? { vendor: 'alertmanager', text: [text], number } : { vendor: 'generic', text, number };
        });
        const isStorm = ({ text }) => /^\S+ Storm: /.test(text);
        /** How many of them stand there: as cards of their own, or as lines below the storm's message. */
        const shown = async () => {
            const cards = await workspace.messages('CSTORM', 'UANA');
            const storms = cards.filter(isStorm);
            const pages = await Promise.all(storms.map(({ ts }) => workspace.messages('CSTORM', 'UANA', ts)));
            const sections = pages.flatMap(([, ...below]) => below).flatMap(({ blocks }) => blocks).map(({ text }) => text?.text ?? '');
            return cards.length - storms.length + sections.join('\n').match(/^[●✗] /gm)?.length;
        };
        await whileOthersAreAnswered(async () => {
            const failed = await abreast(things, 16, ({ vendor, number, text }) => tell(vendor, 'storm', number, text, false));
            assert.deepEqual(failed.flat(), []);
            await workspace.until('all lines', async () => (await shown()) === things.length, 120_000);
        });
        await isWell();
    });
});
