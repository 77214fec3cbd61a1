import { useEffect, useMemo, useState } from 'react';
import { sandbox } from '../api/sandbox';
import type { Channel, Message } from '../api/types';
import { Composer } from '../composer/Composer';
import { MessageList } from '../message/MessageList';
import { usePage } from '../state/context';
import { channelTitle } from '../state/names';
import { useMessages } from '../state/useMessages';
import type { Revision } from '../state/useRevision';
import type { useUnread } from '../state/useUnread';

interface Props {
    channel: Channel;
    revision: Revision;
    reading: ReturnType<typeof useUnread>;
    onMenu: () => void;
    onOpenThread: (ts: string) => void;
}

/** One channel: its head, its messages, the box to write in. */
export function ChannelView({ channel, revision, reading, onMenu, onOpenThread }: Props) {
    const page = usePage();
    const all = useMessages(page.as.id, channel.id, undefined, revision);
    const messages = useMemo(() => all?.filter(inChannel), [all]);
    const [readUntil] = useState(() => reading.readUntil(channel.id));
    const last = all?.at(-1)?.ts;
    useEffect(() => {
        if (last !== undefined) reading.markRead(channel.id, last);
    }, [last]);

    const title = channelTitle(channel, page.as.id, page.user);
    const name = channel.is_im ? title : `#${title}`;
    return (
        <main className="channel" data-open-channel={title}>
            <header className="channel-head">
                <button type="button" className="icon-button menu-button" aria-label="Open menu" onClick={onMenu}>
                    ☰
                </button>
                <h2>{name}</h2>
                {channel.topic && <span className="channel-topic">{channel.topic}</span>}
                {!channel.is_im && <span className="member-count">{channel.members.length} members</span>}
            </header>
            {messages === undefined ? (
                <div className="message-list-frame" />
            ) : messages.length === 0 ? (
                <Empty name={name} />
            ) : (
                <MessageList channel={channel.id} messages={messages} readUntil={readUntil} onOpenThread={onOpenThread} />
            )}
            {channel.members.includes(page.as.id) ? (
                <Composer channel={channel.id} label="Message" placeholder={`Message ${name}`} />
            ) : (
                <Outside channel={channel} />
            )}
        </main>
    );
}

/** Replies stand in their thread; the channel shows those that were sent to it as well. */
function inChannel(message: Message): boolean {
    const reply = message.thread_ts !== undefined && message.thread_ts !== message.ts;
    return !reply || message.subtype === 'thread_broadcast';
}

/** A public channel can be read before it is joined. */
function Outside({ channel }: { channel: Channel }) {
    const page = usePage();
    return (
        <div className="outside">
            <span>You are reading #{channel.name} from outside.</span>
            <button
                type="button"
                className="button button-primary"
                onClick={() => void sandbox.join({ as: page.as.id, channel: channel.id })}
            >
                Join channel
            </button>
        </div>
    );
}

function Empty({ name }: { name: string }) {
    const { workspace } = usePage();
    return (
        <div className="message-list-frame">
            <div className="empty">
                <h3>This is the very beginning of {name}</h3>
                {workspace.commands.length > 0 && <p>Type a message, or one of these commands:</p>}
                <ul>
                    {workspace.commands.map(({ command, usage_hint, description }) => (
                        <li key={command}>
                            <code className="inline-code">{[command, usage_hint].filter(Boolean).join(' ')}</code> {description}
                        </li>
                    ))}
                </ul>
            </div>
        </div>
    );
}
