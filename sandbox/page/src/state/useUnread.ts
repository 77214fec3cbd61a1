import { useEffect, useState } from 'react';
import { sandbox } from '../api/sandbox';
import type { Channel, Message } from '../api/types';
import type { Revision } from './useRevision';
import { useLatest } from './useLatest';

export interface Unread {
    count: number;
    mentions: number;
}

const storageKey = 'sandbox.read';

/**
 * How much a person has not read yet, by channel id: what is newer than their reading mark. What had been there when
 * the page was first opened counts as read. Other channels are looked at twice a second at most; a mark counts at once.
 */
export function useUnread(as: string, channels: Channel[], current: string, revision: Revision) {
    const [latest, setLatest] = useState<Record<string, Message[]>>({});
    const [read, setRead] = useState(loadRead);

    const keyOf = (channel: string) => `${as}/${channel}`;
    const markRead = (channel: string, ts: string) =>
        setRead((old) => ((old[keyOf(channel)] ?? '') >= ts ? old : { ...old, [keyOf(channel)]: ts }));
    const markFirstSeen = (channel: string, ts: string) =>
        setRead((old) => (keyOf(channel) in old ? old : { ...old, [keyOf(channel)]: ts }));
    const readUntil = (channel: string) => read[keyOf(channel)];

    useLatest(
        async () => {
            if (as === '') return;
            for (const channel of channels) {
                if (channel.id === current) continue;
                const { messages } = await sandbox.messages(as, channel.id);
                setLatest((old) => ({ ...old, [keyOf(channel.id)]: messages }));
                markFirstSeen(channel.id, messages.at(-1)?.ts ?? '0');
            }
        },
        [as, channels, current, revision],
        500,
    );
    useEffect(() => saveRead(read), [read]);

    const unread: Record<string, Unread> = {};
    for (const channel of channels) {
        const until = readUntil(channel.id);
        if (until !== undefined) unread[channel.id] = count(latest[keyOf(channel.id)] ?? [], until, as, channel.is_im);
    }
    return { unread, markRead, readUntil };
}

function count(messages: Message[], until: string, as: string, direct: boolean): Unread {
    const fresh = messages.filter((message) => message.ts > until && message.user !== as);
    const mentions = direct ? fresh : fresh.filter((message) => (message.text ?? '').includes(`<@${as}`));
    return { count: fresh.length, mentions: mentions.length };
}

function loadRead(): Record<string, string> {
    try {
        return JSON.parse(sessionStorage.getItem(storageKey) ?? '{}') as Record<string, string>;
    } catch {
        return {};
    }
}

function saveRead(read: Record<string, string>): void {
    sessionStorage.setItem(storageKey, JSON.stringify(read));
}
