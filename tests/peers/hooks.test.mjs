// Every example of what GitHub sends, and of what all other senders do, through the receiver of a bot that runs.
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';
import examples from '@octokit/webhooks-examples' with { type: 'json' };
import { startBot } from './support/bot.mjs';
import { Workspace } from './support/control.mjs';
import { root, startProgram } from './support/program.mjs';
import { abreast, eventHeaders, hookSecret, post, proofs, timed } from './support/senders.mjs';

const payloads = `${root}tests/payloads/`;
const abroad = 16; // so many at a time
const hook = (vendor, name, secret, channel, more = '') =>
    `[[hook]]\nname = "${name}"\nvendor = "${vendor}"\nsecret = { env = "${secret}" }\nchannel = "${channel}"\nresults = ["all"]\n${more}`;
const map = 'map = { kind = "build", run = "/id", phase = "/phase", name = "/name" }\n';
const configuration = [
    ...Object.keys(proofs).map((vendor) => hook(vendor, vendor, 'HOOK_SECRET', '#api', vendor === 'generic' ? map : '')),
    hook('generic', 'signed', 'HOOK_SIGNING_KEY', '#ops', map),
].join('');

const githubBodies = examples.flatMap(({ name, examples: bodies }) =>
    bodies.map((body) => ({ event: name, body: JSON.stringify(body) })),
);

describe('what other systems send', { timeout: 300_000 }, () => {
    let sandbox, bot, workspace;

    before(async () => {
        sandbox = await startProgram(['sandbox', '--port', '0', '--no-limits'], 'sandbox.listening');
        bot = await startBot(sandbox.url, '', configuration);
        workspace = await Workspace.at(sandbox.url);
    });
    after(async () => {
        await bot?.stop();
        await sandbox?.stop();
    });

    const send = (path, body, headers) => post(`${bot.url}hooks/${path}`, body, headers);
    const github = ({ event, body }, proof = proofs.github(body)) =>
        send('github/github', body, { ...eventHeaders('github', event), ...proof });

    /** How many requests of a hook ended in which way. */
    const counts = async (vendor, name = vendor) => {
        const text = await (await fetch(`${bot.url}metrics`)).text();
        const line = /^pilothouse_hook_requests_total\{vendor="([^"]*)",hook="([^"]*)",outcome="([^"]*)"\} (\d+)$/gm;
        const found = [...text.matchAll(line)].filter(([, of, route]) => of === vendor && route === name);
        assert.ok(found.length > 0, `/metrics knows no hook ${vendor}/${name}`);
        return Object.fromEntries(found.map(([, , , outcome, count]) => [outcome, Number(count)]));
    };

    const kept = () => bot.ask('replay');

    const isWell = async () => {
        assert.doesNotThrow(() => process.kill(bot.pid, 0), 'the bot has ended');
        assert.equal((await fetch(`${bot.url}healthz`)).status, 200);
        assert.equal((await fetch(`${bot.url}readyz`)).status, 200);
        const told = await workspace.messages('CPILOTHOUSE', 'UANA');
        const troubles = told.filter(({ metadata }) => !metadata.event_payload.key.endsWith('/greeting'));
        assert.deepEqual(troubles.map(({ text }) => text), [], 'the operators were told of something');
    };

    test('all 329 examples of GitHub are taken and understood', async () => {
        assert.equal(githubBodies.length, 329);
        const answers = await abreast(githubBodies, abroad, (one) => github(one));
        const refused = answers.flatMap(({ status, text }, at) =>
            status === 202 || status === 200 ? [] : [`${githubBodies[at].event}: ${status} ${text}`],
        );
        assert.deepEqual(refused, []);
        const counted = await counts('github');
        assert.equal(counted.accepted + counted.ignored, 329, JSON.stringify(counted));
        assert.ok(counted.accepted > 10, 'hardly anything was understood');
        await isWell();
    });

    test('a delivery that comes again is acknowledged and changes nothing', async () => {
        const { event, body } = githubBodies.find((one) => one.event === 'workflow_run');
        const headers = { ...eventHeaders('github', event), ...proofs.github(body) };
        assert.deepEqual(JSON.parse((await send('github/github', body, headers)).text), { duplicate: false });
        const before = await kept();
        for (let i = 0; i < 3; ++i) {
            const { status, text } = await send('github/github', body, headers);
            assert.deepEqual([status, JSON.parse(text)], [202, { duplicate: true }]);
        }
        assert.equal(await kept(), before);
    });

    test('none of them is taken without the right signature, and nothing is kept', async () => {
        const wrong = {
            'none': () => ({}),
            'of another secret': (body) => proofs.github(body, 'another secret'),
            'of another body': (body) => proofs.github(`${body} `),
            'twice': (body) => ({ 'x-hub-signature-256': Array(2).fill(proofs.github(body)['x-hub-signature-256']) }),
            'a right one and a wrong one': (body) => ({
                'x-hub-signature-256': [proofs.github(body), proofs.github(body, 'x')].map((one) => one['x-hub-signature-256']),
            }),
        };
        const before = [await kept(), await counts('github')];
        for (const [how, proof] of Object.entries(wrong)) {
            const answers = await abreast(githubBodies, abroad, (one) => github(one, proof(one.body)));
            const taken = answers.flatMap(({ status }, at) => (status === 401 ? [] : [`${githubBodies[at].event}: ${status}`]));
            assert.deepEqual(taken, [], how);
        }
        const [listing, { denied, ...others }] = [await kept(), await counts('github')];
        assert.equal(listing, before[0]);
        assert.deepEqual({ ...others, denied: denied - 5 * 329 }, before[1]);
        await isWell();
    });

    test('odd forms of a signature are refused', async () => {
        const [{ event, body }] = githubBodies;
        const { 'x-hub-signature-256': right } = proofs.github(body);
        const forms = ['', 'sha256=', right.slice(7), `sha1=${right.slice(7)}`, `${right}0`, `${right}00`, right.slice(0, -2),
            `${right},${right}`, `${right} ${right}`, 'sha256=zz', `sha256=${'0'.repeat(64)}`, `sha256=${'A'.repeat(4000)}`];
        for (const form of forms) {
            const { status } = await github({ event, body }, { 'x-hub-signature-256': form });
            assert.equal(status, 401, JSON.stringify(form));
        }
        const { status } = await github({ event, body }, { 'x-hub-signature': 'sha1=0' });
        assert.equal(status, 401, 'the older header alone');
    });

    /** What is told in headers, by the names of the files as tests/vendors has them. */
    const headersOf = (vendor, file) => ({
        ...eventHeaders(vendor, file.split('.')[0]),
        ...(file.startsWith('binary.') && {
            'ce-specversion': '1.0',
            'ce-id': file,
            'ce-source': '/ci/checkout',
            'ce-type': file.includes('tekton')
                ? 'dev.tekton.event.pipelinerun.failed.v1'
                : 'dev.cdevents.pipelinerun.finished.0.3.0',
        }),
    });

    for (const vendor of Object.keys(proofs).filter((name) => name !== 'generic'))
        test(`every body of ${vendor} is taken and understood with its proof, and none without`, async () => {
            const path = `${vendor}/${vendor}`;
            const files = (await readdir(payloads + vendor)).filter((file) => file.endsWith('.json'));
            assert.ok(files.length > 0);
            const bodies = await Promise.all(files.map((file) => readFile(`${payloads}${vendor}/${file}`, 'utf8')));
            const earlier = [await kept(), await counts(vendor)];
            const refuse = async (how, proof) => {
                for (const [at, body] of bodies.entries()) {
                    const { status } = await send(path, body, { ...headersOf(vendor, files[at]), ...proof(body) });
                    assert.equal(status, 401, `${files[at]}, its proof ${how}`);
                }
            };
            await refuse('missing', () => ({}));
            await refuse('of another secret', (body) => proofs[vendor](body, 'user:wrong'));
            await refuse('twice', (body) =>
                Object.fromEntries(Object.entries(proofs[vendor](body)).map(([name, value]) => [name, [value, value]])),
            );
            assert.equal(await kept(), earlier[0], 'something was kept without its proof');
            assert.equal((await counts(vendor)).denied, earlier[1].denied + 3 * files.length);

            for (const [at, body] of bodies.entries()) {
                const { status, text } = await send(path, body, { ...headersOf(vendor, files[at]), ...proofs[vendor](body) });
                assert.ok(status === 202 || status === 200, `${files[at]}: ${status} ${text}`);
            }
            const { accepted, ignored, unreadable, duplicate } = await counts(vendor);
            assert.equal(unreadable, 0, await kept());
            assert.ok(accepted > earlier[1].accepted, 'nothing was understood');
            assert.equal(accepted + ignored + duplicate, earlier[1].accepted + earlier[1].ignored + earlier[1].duplicate + files.length);
            await isWell();
        });

    test('a signature with a time holds for five minutes', async () => {
        const build = JSON.stringify({ event: 'build.running', build: { id: 'b1', state: 'running' }, pipeline: { slug: 'api' } });
        const own = JSON.stringify({ id: 'one', phase: 'running', name: 'nightly' });
        const seconds = Math.floor(Date.now() / 1000);
        const before = await kept();
        for (const time of [seconds - 3600, seconds - 330, seconds + 330, 0, -1, 'now', '']) {
            assert.equal((await send('buildkite/buildkite', build, timed.buildkite(build, time))).status, 401, `Buildkite, ${time}`);
            assert.equal((await send('generic/signed', own, timed.standard(own, time))).status, 401, `Standard Webhooks, ${time}`);
        }
        const fresh = timed.standard(own);
        const late = { ...fresh, 'webhook-timestamp': `${Number(fresh['webhook-timestamp']) + 1}` };
        assert.equal((await send('generic/signed', own, late)).status, 401, 'another time than was signed');
        assert.equal((await send('generic/signed', own, { ...fresh, 'webhook-id': 'other' })).status, 401, 'another id');
        // A hook with a signing key takes nothing else.
        assert.equal((await send('generic/signed', own, proofs.generic(own, hookSecret))).status, 401);
        assert.equal(await kept(), before);
        assert.equal((await send('generic/signed', own, fresh)).status, 202);
        assert.equal((await send('buildkite/buildkite', build, timed.buildkite(build))).status, 202);
    });
});
