import { sandbox } from '../api/sandbox';
import type { Page } from '../state/context';
import { commandOf } from './completion';

/**
 * Sends what was typed: a slash command to its app, anything else as a message. The sandbox encodes the text as
 * Slack's own clients do. Gives what to tell the person; empty when all is well.
 */
export async function send(page: Page, channel: string, thread: string | undefined, typed: string): Promise<string> {
    const text = typed.trim();
    const as = page.as.id;
    if (!/^\/[\w-]/.test(text)) {
        const answer = await sandbox.say({ as, channel, text, ...(thread && { thread_ts: thread }) });
        return answer.ok ? '' : `This was not sent: ${answer.error ?? 'no answer'}.`;
    }
    const [name = ''] = text.split(/\s/, 1);
    if (commandOf(text, page.workspace.commands) === undefined) return `${name} is not a valid command.`;
    if (thread !== undefined) return `${name} is not supported in threads. Sorry!`;
    const answer = await sandbox.command({ as, channel, command: name, text: text.slice(name.length).trim() });
    return answer.ok ? '' : `${name} failed with the error “${answer.error ?? 'dispatch_failed'}”.`;
}
