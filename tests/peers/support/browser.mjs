import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const images = fileURLToPath(new URL('../../../docs/images/', import.meta.url));
const quiet = [
    '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync',
];

/** Chromium with an empty profile. `problems` collects what the page itself reports. */
export async function openBrowser(options = {}) {
    const profile = await mkdtemp(join(tmpdir(), 'pilothouse-browser-'));
    const context = await chromium.launchPersistentContext(profile, {
        executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
        headless: true,
        args: quiet,
        viewport: { width: 1200, height: 800 },
        timezoneId: 'Europe/Berlin',
        colorScheme: 'light',
        ...options,
    });
    context.setDefaultTimeout(20_000);
    const page = context.pages()[0] ?? (await context.newPage());
    const problems = [];
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
    const close = async () => {
        await context.close();
        await rm(profile, { recursive: true, force: true });
    };
    return { page, problems, close };
}

/** Keeps a screenshot for the documentation; only when PILOTHOUSE_SCREENSHOTS=1. */
export async function keepScreenshot(page, name) {
    if (process.env.PILOTHOUSE_SCREENSHOTS !== '1') return;
    await mkdir(images, { recursive: true });
    await page.screenshot({ path: join(images, name), animations: 'disabled' });
}
