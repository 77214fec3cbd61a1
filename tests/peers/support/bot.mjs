// The bot with one service whose deploys wait for a second person, in a folder of its own.
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { appToken, botToken } from './app.mjs';
import { binary, root, startProgram } from './program.mjs';
import { hookSecret, hookSigningKey } from './senders.mjs';

export const signingSecret = 'sandbox-signing-secret';

const configuration = (slack, more) => `
[slack]
app_token = { env = "SLACK_APP_TOKEN" }
bot_token = { env = "SLACK_BOT_TOKEN" }
operators = "#pilothouse"
pace = false
${slack}
[http]
port = 0
[storage]
path = "bot.db"
[log]
level = "error"
[[team]]
name = "everyone"
members = ["UANA", "UBEN"]
[[service]]
name = "web"
owners = ["everyone"]
channel = "#deploys"
  [[service.environment]]
  name = "production"
  requires = { approvals = 1 }
  deploy = { run = ["/bin/true"], timeout = "1m" }
${more}`;

const run = promisify(execFile);

/**
 * Runs the bot against a sandbox. `slack` holds more lines for the table [slack], `more` whole tables. `ask(...)` runs
 * the program beside it with the same configuration and gives what it prints.
 */
export async function startBot(sandboxUrl, slack = '', more = '') {
    const folder = await mkdtemp(join(tmpdir(), 'pilothouse-bot-'));
    const file = join(folder, 'bot.toml');
    await writeFile(file, configuration(slack, more));
    const remove = () => rm(folder, { recursive: true, force: true });
    const environment = {
        SLACK_API_URL: `${sandboxUrl}api/`,
        SLACK_APP_TOKEN: appToken,
        SLACK_BOT_TOKEN: botToken,
        SLACK_SIGNING_SECRET: signingSecret,
        HOOK_SECRET: hookSecret,
        HOOK_SIGNING_KEY: hookSigningKey,
    };
    try {
        const program = await startProgram(['run', '--config', file], 'bot.listening', 20_000, environment);
        const stop = () => program.stop().finally(remove);
        const ask = async (...args) =>
            (await run(binary, [...args, '--config', file], { cwd: root, env: { ...process.env, ...environment } })).stdout;
        return { ...program, url: `http://127.0.0.1:${program.url}/`, ask, stop };
    } catch (error) {
        await remove();
        throw error;
    }
}
