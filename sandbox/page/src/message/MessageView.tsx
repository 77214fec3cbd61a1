import { memo, useMemo, useState } from 'react';
import { sandbox } from '../api/sandbox';
import type { Message, User } from '../api/types';
import { type Source, SourceContext } from '../blocks/source';
import { usePage } from '../state/context';
import { clockTime, fullTime } from '../text/dates';
import { Avatar } from './Avatar';
import { MessageActions } from './MessageActions';
import { MessageBody } from './MessageBody';
import { MessageEditor } from './MessageEditor';
import { MessageSource } from './MessageSource';
import { Reactions } from './Reactions';
import { ThreadSummary } from './ThreadSummary';

interface Props {
    channel: string;
    message: Message;
    compact: boolean;
    onOpenThread?: ((ts: string) => void) | undefined;
}

export const MessageView = memo(function MessageView({ channel, message, compact, onOpenThread }: Props) {
    const page = usePage();
    const [mode, setMode] = useState<'reading' | 'editing' | 'source'>('reading');
    const author = page.user(message.user) ?? unknownAuthor(message, page.workspace.me_bot.user_id);
    const as = page.as.id;

    const source = useMemo<Source>(
        () => ({
            press: async ({ action_id, block_id, value }) => {
                const answer = await sandbox.press({ as, channel, message_ts: message.ts, action_id, block_id, value });
                if (!answer.ok) throw new Error(`The app did not take this (${answer.error ?? 'no answer'}).`);
            },
        }),
        [as, channel, message.ts],
    );
    const classes = ['message', compact && 'message-compact', message.is_ephemeral && 'message-ephemeral'];
    return (
        <article
            className={classes.filter(Boolean).join(' ')}
            data-testid="message"
            data-ts={message.ts}
            aria-label={`${author.name}, ${clockTime(message.ts)}`}
        >
            <div className="message-gutter">
                {compact ? <Clock ts={message.ts} /> : <Avatar user={author} />}
            </div>
            <div className="message-main">
                {message.is_ephemeral && <div className="ephemeral-note">Only visible to you</div>}
                {!compact && <MessageHead author={author} message={message} />}
                {mode === 'editing' ? (
                    <MessageEditor channel={channel} message={message} onDone={() => setMode('reading')} />
                ) : (
                    <SourceContext.Provider value={source}>
                        <MessageBody message={message} />
                    </SourceContext.Provider>
                )}
                <Reactions channel={channel} message={message} />
                {onOpenThread && <ThreadSummary message={message} onOpen={() => onOpenThread(message.ts)} />}
            </div>
            <MessageActions
                channel={channel}
                message={message}
                onReply={onOpenThread && (() => onOpenThread(message.thread_ts ?? message.ts))}
                onEdit={() => setMode('editing')}
                onSource={() => setMode('source')}
            />
            {mode === 'source' && <MessageSource message={message} onClose={() => setMode('reading')} />}
        </article>
    );
});

function MessageHead({ author, message }: { author: User; message: Message }) {
    return (
        <div className="message-head">
            <span className="message-author">{message.username ?? author.name}</span>
            {author.is_bot && <span className="app-badge">APP</span>}
            <Clock ts={message.ts} />
        </div>
    );
}

function Clock({ ts }: { ts: string }) {
    return (
        <time className="message-time" title={fullTime(ts)}>
            {clockTime(ts)}
        </time>
    );
}

function unknownAuthor(message: Message, bot: string): User {
    const id = message.user ?? message.bot_id ?? bot;
    return { id, name: message.username ?? id, is_bot: message.bot_id !== undefined };
}
