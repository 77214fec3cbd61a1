// The bot with one service whose deploys wait for a second person, in a folder of its own.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { appToken, botToken } from './app.mjs';
import { startProgram } from './program.mjs';

export const signingSecret = 'sandbox-signing-secret';

const configuration = (slack) => `
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
`;

/** Runs the bot against a sandbox. `slack` holds more lines for the table [slack]. */
export async function startBot(sandboxUrl, slack = '') {
    const folder = await mkdtemp(join(tmpdir(), 'pilothouse-bot-'));
    const file = join(folder, 'bot.toml');
    await writeFile(file, configuration(slack));
    const remove = () => rm(folder, { recursive: true, force: true });
    const environment = {
        SLACK_API_URL: `${sandboxUrl}api/`,
        SLACK_APP_TOKEN: appToken,
        SLACK_BOT_TOKEN: botToken,
        SLACK_SIGNING_SECRET: signingSecret,
    };
    try {
        const program = await startProgram(['run', '--config', file], 'bot.listening', 20_000, environment);
        const stop = () => program.stop().finally(remove);
        return { url: `http://127.0.0.1:${program.url}/`, said: program.said, stop };
    } catch (error) {
        await remove();
        throw error;
    }
}
