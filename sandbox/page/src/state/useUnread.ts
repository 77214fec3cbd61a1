import { useEffect, useRef, useState } from 'react';
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
 * How much a person has not read yet, by channel id. What had been there when the page was first opened counts as
 * read. Other channels are looked at twice a second at most.
 */
export function useUnread(as: string, channels: Channel[], current: string, revision: Revision) {
    const [unread, setUnread] = useState<Record<string, Unread>>({});
    const read = useRef(loadRead());

    const markRead = (channel: string, ts: string) => {
        const key = `${as}/${channel}`;
        if ((read.current[key] ?? '') >= ts) return;
        read.current[key] = ts;
        saveRead(read.current);
    };
    const readUntil = (channel: string) => read.current[`${as}/${channel}`];

    useLatest(
        async (live) => {
            if (as === '') return;
            const found: Record<string, Unread> = {};
            for (const channel of channels) {
                if (channel.id === current) continue;
                const { messages } = await sandbox.messages(as, channel.id);
                const last = messages.at(-1)?.ts;
                const until = readUntil(channel.id);
                if (until === undefined) markRead(channel.id, last ?? '0');
                else found[channel.id] = count(messages, until, as, channel.is_im);
            }
            if (live()) setUnread(found);
        },
        [as, channels, current, revision],
        500,
    );
    useEffect(() => setUnread({}), [as]);
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
