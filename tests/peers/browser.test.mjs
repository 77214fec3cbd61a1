// The main job, by typing and clicking in a browser: `pilothouse demo`, a deploy, a mistake, an approval, the status.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, describe, test } from 'node:test';
import { keepScreenshot, openBrowser } from './support/browser.mjs';
import { startProgram } from './support/program.mjs';
import { SlackPage } from './support/slack_page.mjs';

// What the bot says, as loosely as will do.
const says = {
    running: /running|starting/i,
    succeeded: /succeeded/i,
    waiting: /waiting for approval/i,
    didYouMean: /did you mean/i,
    yourOwn: /yourself/i,
    onlyYou: /only visible to you/i,
    approve: 'Approve',
    statusTitle: /what runs where/i,
};

describe('the main job in the browser', { timeout: 180_000 }, () => {
    let program, folder, browser, page, slack;

    before(async () => {
        folder = await mkdtemp(join(tmpdir(), 'pilothouse-demo-'));
        program = await startProgram(['demo', '--no-scene', '--port', '0', '--folder', folder], 'demo.ready', 60_000);
        browser = await openBrowser();
        page = browser.page;
        slack = new SlackPage(page, program.url);
        await slack.open();
        await slack.actAs('ana');
        await slack.openChannel('deploys');
        // The bot has said hello to the sandbox once the page counts a socket.
        await page.locator('.light-on').waitFor();
    });
    after(async () => {
        await browser?.close();
        await program?.stop();
        if (folder) await rm(folder, { recursive: true, force: true });
    });
    afterEach(() => assert.deepEqual(browser.problems, [], 'the page reported errors'));

    const card = (environment) =>
        slack.messages.filter({ hasText: `api v1.4.2 to ${environment}` }).filter({ hasNotText: says.onlyYou }).last();
    const shows = (message, words) => message.filter({ hasText: words }).waitFor();

    test('a deploy to staging: the card runs until it has succeeded', async () => {
        await slack.type('/deploy api v1.4.2 to staging');
        await shows(card('staging'), says.running);
        const ts = await card('staging').getAttribute('data-ts');
        await shows(card('staging'), says.succeeded);
        const same = page.locator(`main [data-ts="${ts}"]`);
        await shows(same, says.succeeded);
        await keepScreenshot(page, 'sandbox-deploy.png');
    });

    test('a wrong word is answered with the one that was meant', async () => {
        await slack.type('/deploy api v1.4.2 to stagging');
        const answer = slack.messages.filter({ hasText: says.didYouMean }).last();
        await answer.waitFor();
        assert.match(await answer.innerText(), /staging/);
        assert.match(await answer.innerText(), says.onlyYou);
    });

    test('production waits for a second person, who is not the one who asked', async () => {
        await slack.type('/deploy api v1.4.2 to production');
        await shows(card('production'), says.waiting);
        const ts = await card('production').getAttribute('data-ts');
        const asked = page.locator(`main [data-ts="${ts}"]`);

        await asked.getByRole('button', { name: says.approve, exact: true }).click();
        await slack.messages.filter({ hasText: says.yourOwn }).last().waitFor();
        await shows(asked, says.waiting);

        await slack.actAs('ben');
        await asked.getByRole('button', { name: says.approve, exact: true }).waitFor();
        assert.equal(await slack.messages.filter({ hasText: says.yourOwn }).count(), 0, 'ben sees what was told to ana');
        await keepScreenshot(page, 'sandbox-approval.png');
        await asked.getByRole('button', { name: says.approve, exact: true }).click();
        await shows(asked, says.succeeded);
        assert.match(await asked.innerText(), /ben/i);
    });

    test('the status is a table, readable on a phone', async () => {
        await slack.type('/status');
        const status = slack.messages.filter({ hasText: says.statusTitle }).last();
        await status.locator('table').waitFor();
        const row = status.locator('tr', { hasText: 'api' }).filter({ hasText: 'staging' });
        assert.match(await row.innerText(), /v1\.4\.2/);

        await page.setViewportSize({ width: 390, height: 844 });
        await row.scrollIntoViewIfNeeded();
        const width = await page.evaluate(() => document.documentElement.scrollWidth);
        assert.ok(width <= 390, `the page is ${width} px wide on a phone`);
        const cells = await row.locator('td').evaluateAll((all) => all.map((cell) => cell.getBoundingClientRect().right));
        assert.ok(cells.every((right) => right <= 390), `cells leave the screen: ${cells}`);
        await keepScreenshot(page, 'sandbox-phone.png');
    });
});
