// What the message box offers while a command, a name, a channel or an emoji is being typed.
import type { Channel, SlashCommand, User } from '../api/types';
import { emojiCharacter, findEmoji } from '../text/emoji';

export interface Offer {
    /** What is put into the box. */
    insert: string;
    label: string;
    detail: string;
}

export interface Completion {
    kind: 'command' | 'user' | 'channel' | 'emoji';
    /** The part of the text the chosen offer replaces. */
    from: number;
    to: number;
    offers: Offer[];
}

export interface Known {
    users: User[];
    channels: Channel[];
    commands: SlashCommand[];
}

const most = 8;

/** What can be completed at the cursor, or undefined. */
export function completionAt(text: string, cursor: number, known: Known): Completion | undefined {
    const before = text.slice(0, cursor);
    const command = /^\/[\w-]*$/.exec(before);
    if (command) return offered('command', 0, cursor, commandOffers(command[0], known.commands));
    const word = /(?:^|[\s(])([@#:])([\w.+-]*)$/.exec(before);
    if (word === null) return undefined;
    const [, mark = '', part = ''] = word;
    const from = cursor - part.length - 1;
    if (mark === '@') return offered('user', from, cursor, userOffers(part, known.users));
    if (mark === '#') return offered('channel', from, cursor, channelOffers(part, known.channels));
    return part.length < 2 ? undefined : offered('emoji', from, cursor, emojiOffers(part));
}

/** The text and cursor after an offer was taken. */
export function complete(text: string, completion: Completion, offer: Offer): { text: string; cursor: number } {
    const head = text.slice(0, completion.from) + offer.insert + ' ';
    return { text: head + text.slice(completion.to).replace(/^ /, ''), cursor: head.length };
}

/** The command that a text calls, once its name is typed out. */
export function commandOf(text: string, commands: SlashCommand[]): SlashCommand | undefined {
    const name = /^(\/[\w-]+)(?:\s|$)/.exec(text)?.[1];
    return commands.find((command) => command.command === name);
}

function offered(kind: Completion['kind'], from: number, to: number, offers: Offer[]): Completion | undefined {
    return offers.length === 0 ? undefined : { kind, from, to, offers: offers.slice(0, most) };
}

function commandOffers(part: string, commands: SlashCommand[]): Offer[] {
    const fitting = commands.filter(({ command }) => command.startsWith(part.toLowerCase()));
    return fitting.map(({ command, usage_hint, description }) => ({
        insert: command,
        label: [command, usage_hint].filter(Boolean).join(' '),
        detail: description ?? '',
    }));
}

function userOffers(part: string, users: User[]): Offer[] {
    const wanted = part.toLowerCase();
    const fitting = users.filter(({ name, real_name }) =>
        [name, ...(real_name ?? '').split(' ')].some((word) => word.toLowerCase().startsWith(wanted)),
    );
    return fitting.map(({ name, real_name }) => ({ insert: `@${name}`, label: `@${name}`, detail: real_name ?? '' }));
}

function channelOffers(part: string, channels: Channel[]): Offer[] {
    const fitting = channels.filter(({ is_im, name }) => !is_im && name.startsWith(part.toLowerCase()));
    return fitting.map(({ name, is_private }) => ({
        insert: `#${name}`,
        label: `#${name}`,
        detail: is_private ? 'private' : '',
    }));
}

function emojiOffers(part: string): Offer[] {
    return findEmoji(part.toLowerCase(), most).map((name) => ({
        insert: `:${name}:`,
        label: `${emojiCharacter(name) ?? ''} :${name}:`,
        detail: '',
    }));
}
