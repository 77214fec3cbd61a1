// `pilothouse demo` by itself: a build breaks and is mended, an alert fires and ends, and each can be had again.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { keepScreenshot, openBrowser } from './support/browser.mjs';
import { binary, root, startProgram } from './support/program.mjs';
import { SlackPage } from './support/slack_page.mjs';

const run = promisify(execFile);

describe('the scene of the demo in the browser', { timeout: 180_000 }, () => {
    let program, folder, browser, page, slack;

    before(async () => {
        folder = await mkdtemp(join(tmpdir(), 'pilothouse-demo-'));
        program = await startProgram(['demo', '--port', '0', '--folder', folder], 'demo.ready', 60_000);
        browser = await openBrowser();
        page = browser.page;
        slack = new SlackPage(page, program.url);
        await slack.open();
        await slack.actAs('ben');
    });
    after(async () => {
        await browser?.close();
        await program?.stop();
        if (folder) await rm(folder, { recursive: true, force: true });
    });
    afterEach(() => assert.deepEqual(browser.problems, [], 'the page reported errors'));

    const seen = (...words) => slack.newest(...words).waitFor({ timeout: 60_000 });
    const happens = (event, ...more) => run(binary, ['demo-event', event, '--folder', folder, ...more], { cwd: root });

    test('a build of main is red, with the job that broke and who wrote it, and then fixed', async () => {
        await slack.openChannel('api');
        await seen('northwind/api: CI #812', /broke on main/);
        const red = await slack.newest('northwind/api: CI #812').innerText();
        assert.match(red, /unit tests: test_tokens/);
        assert.match(red, /Simplify the token parser/);
        assert.match(red, /ben/i);
        await seen('northwind/api: CI #813', /fixed on main/);
        await keepScreenshot(page, 'sandbox-build.png');
    });

    test('an alert fires, and the same message tells that it is over', async () => {
        await slack.openChannel('ops');
        await seen('HighErrorRate', /resolved/i);
        const message = slack.newest('HighErrorRate');
        assert.equal(await slack.messages.filter({ hasText: 'HighErrorRate' }).count(), 1);
        assert.match(await message.innerText(), /5 % of the requests/);
        await keepScreenshot(page, 'sandbox-alert.png');
    });

    test('each can be had again by hand', async () => {
        await happens('fire');
        await seen('Firing', 'HighErrorRate');
        await happens('resolve');
        await slack.messages.filter({ hasText: 'Firing' }).filter({ hasText: 'HighErrorRate' }).waitFor({ state: 'detached' });
        await slack.openChannel('api');
        await happens('break-build');
        await seen('northwind/api: CI #814', /broke on main/);
        await happens('fix-build');
        await seen('northwind/api: CI #815', /fixed on main/);
    });

    test('what can not happen is refused in words', async () => {
        await assert.rejects(happens('resolve'), ({ stderr }) => /nothing fires/.test(stderr));
        await assert.rejects(happens('explode'), ({ stderr }) => /explode/.test(stderr));
        await assert.rejects(
            run(binary, ['demo-event', 'fire', '--folder', join(folder, 'none')], { cwd: root }),
            ({ stderr }) => /no demo was started/.test(stderr),
        );
    });
});
