import type { ReactNode } from 'react';
import { usePage } from '../state/context';
import { formatDate } from './dates';
import { emojiCharacter } from './emoji';

export function UserMention({ id, label }: { id: string; label?: string }) {
    const page = usePage();
    const mine = id === page.as.id;
    const name = page.user(id)?.name ?? (label || id);
    return (
        <span className={mine ? 'mention mention-me' : 'mention'} title={page.user(id)?.real_name}>
            @{name}
        </span>
    );
}

export function ChannelMention({ id, label }: { id: string; label?: string }) {
    const page = usePage();
    const channel = page.channel(id);
    if (channel === undefined) return <span className="mention">#{label || id}</span>;
    return (
        <button type="button" className="mention" onClick={() => page.openChannel(channel.id)}>
            #{channel.name}
        </button>
    );
}

export function UserGroupMention({ label }: { label: string }) {
    return <span className="mention">@{label.replace(/^@/, '')}</span>;
}

/** A mention that pings everyone; drawn loudly, so that one that slipped through is seen. */
export function Broadcast({ range }: { range: string }) {
    return <span className="mention mention-me">@{range}</span>;
}

export function Emoji({ name }: { name: string }) {
    const character = emojiCharacter(name);
    if (character === undefined) return `:${name}:`;
    return (
        <span className="emoji" role="img" aria-label={`${name} emoji`} title={`:${name}:`}>
            {character}
        </span>
    );
}

interface DateParts {
    timestamp: number;
    format: string;
    url?: string;
    fallback?: string;
}

export function DateText({ timestamp, format, url, fallback }: DateParts) {
    const moment = new Date(timestamp * 1000);
    const shown = (
        <time dateTime={moment.toISOString()} title={fallback}>
            {formatDate(timestamp, format)}
        </time>
    );
    return url ? <Link url={url}>{shown}</Link> : shown;
}

const safeAddress = /^(https?|mailto|tel|slack):/i;

/** A link that opens beside the page; an address of another kind stays text. */
export function Link({ url, children }: { url: string; children: ReactNode }) {
    if (!safeAddress.test(url)) return <span title={url}>{children}</span>;
    return (
        <a href={url} target="_blank" rel="noopener noreferrer">
            {children}
        </a>
    );
}
