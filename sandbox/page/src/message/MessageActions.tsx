import { useState } from 'react';
import { sandbox } from '../api/sandbox';
import type { Message } from '../api/types';
import { usePage } from '../state/context';
import { EmojiPicker } from './EmojiPicker';

interface Props {
    channel: string;
    message: Message;
    onReply?: (() => void) | undefined;
    onEdit: () => void;
    onSource: () => void;
}

/** The small bar that shows while a message is pointed at or has the focus. */
export function MessageActions({ channel, message, onReply, onEdit, onSource }: Props) {
    const page = usePage();
    const [picking, setPicking] = useState(false);
    const mine = message.user === page.as.id && !message.is_ephemeral;
    const place = { as: page.as.id, channel, ts: message.ts };
    const remove = async () => {
        const answer = await sandbox.delete(place);
        if (!answer.ok) page.notify(`This message could not be deleted: ${answer.error ?? 'no answer'}.`);
    };
    return (
        <div className={picking ? 'message-actions is-open' : 'message-actions'} role="toolbar" aria-label="Message actions">
            {!message.is_ephemeral && (
                <button type="button" aria-label="Add reaction" title="Add reaction" onClick={() => setPicking(!picking)}>
                    ☺
                </button>
            )}
            {onReply && !message.is_ephemeral && (
                <button type="button" aria-label="Reply in thread" title="Reply in thread" onClick={onReply}>
                    💬
                </button>
            )}
            {mine && (
                <button type="button" aria-label="Edit message" title="Edit message" onClick={onEdit}>
                    ✎
                </button>
            )}
            {mine && (
                <button type="button" aria-label="Delete message" title="Delete message" onClick={() => void remove()}>
                    🗑
                </button>
            )}
            <button type="button" aria-label="View source" title="View source" onClick={onSource}>
                {'{}'}
            </button>
            {picking && (
                <EmojiPicker
                    onPick={(name) => {
                        setPicking(false);
                        void sandbox.react({ ...place, name });
                    }}
                    onLeave={() => setPicking(false)}
                />
            )}
        </div>
    );
}
