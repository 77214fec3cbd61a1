import { Fragment } from 'react';
import type { Message } from '../api/types';
import { dayName, momentOf, sameDay } from '../text/dates';
import { MessageView } from './MessageView';
import { useStayAtEnd } from './useStayAtEnd';

interface Props {
    channel: string;
    messages: Message[];
    /** Messages after this one are new to the reader. */
    readUntil?: string | undefined;
    onOpenThread?: (ts: string) => void;
}

/** Messages, oldest first; stays at the end while the reader is there. */
export function MessageList({ channel, messages, readUntil, onOpenThread }: Props) {
    const { box, content, below, toEnd, onScroll } = useStayAtEnd(messages);
    return (
        <div className="message-list-frame">
            <div className="message-list" ref={box} onScroll={onScroll} role="log" aria-label="Messages" tabIndex={-1}>
                <div ref={content} className="message-list-content">
                    {messages.map((message, index) => (
                        <Fragment key={message.ts}>
                            <Divider before={messages[index - 1]} message={message} readUntil={readUntil} />
                            <MessageView
                                channel={channel}
                                message={message}
                                compact={continues(messages[index - 1], message)}
                                onOpenThread={onOpenThread}
                            />
                        </Fragment>
                    ))}
                </div>
            </div>
            {below && (
                <button type="button" className="jump-to-end" onClick={toEnd}>
                    New messages ↓
                </button>
            )}
        </div>
    );
}

function Divider({ before, message, readUntil }: { before?: Message; message: Message; readUntil?: string | undefined }) {
    const newDay = before === undefined || !sameDay(before.ts, message.ts);
    const firstNew = readUntil !== undefined && message.ts > readUntil && before !== undefined && before.ts <= readUntil;
    return (
        <>
            {newDay && (
                <div className="day-divider" role="separator">
                    <span>{dayName(message.ts)}</span>
                </div>
            )}
            {firstNew && (
                <div className="new-divider" role="separator">
                    <span>New</span>
                </div>
            )}
        </>
    );
}

/** Does the message go on where the one before stopped, so that it needs no head of its own? */
function continues(before: Message | undefined, message: Message): boolean {
    if (before === undefined || before.user !== message.user || before.username !== message.username) return false;
    if (before.is_ephemeral !== message.is_ephemeral || !sameDay(before.ts, message.ts)) return false;
    return momentOf(message.ts).getTime() - momentOf(before.ts).getTime() < 5 * 60_000 && !before.reply_count;
}
