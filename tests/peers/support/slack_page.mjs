// The sandbox's page as a person uses it.

export class SlackPage {
    constructor(page, url) {
        this.page = page;
        this.url = url;
    }

    async open() {
        await this.page.goto(this.url);
        await this.page.getByTestId('acting-as').waitFor();
    }

    async actAs(name) {
        await this.page.getByTestId('acting-as').selectOption({ label: name });
        await this.page.waitForFunction((wanted) => location.hash.startsWith(`#/${wanted}/`), name);
    }

    async openChannel(name) {
        await this.page.locator(`[data-channel="${name}"]`).click();
        await this.page.locator(`[data-open-channel="${name}"]`).waitFor();
    }

    get box() {
        return this.page.getByLabel('Message', { exact: true });
    }

    /** Types key by key, as a person does, and sends. */
    async type(text) {
        await this.box.click();
        await this.box.pressSequentially(text);
        await this.box.press('Enter');
    }

    get messages() {
        return this.page.locator('main').getByTestId('message');
    }

    /** The newest message of the channel that says all of this. */
    newest(...words) {
        return words.reduce((found, hasText) => found.filter({ hasText }), this.messages).last();
    }
}
