import { useState } from 'react';
import { sandbox } from '../api/sandbox';
import type { Message } from '../api/types';
import { usePage } from '../state/context';
import { editableText } from '../text/editable';

export function MessageEditor({ channel, message, onDone }: { channel: string; message: Message; onDone: () => void }) {
    const page = usePage();
    const [text, setText] = useState(() => editableText(message.text ?? '', page.workspace));
    const save = async () => {
        const answer = await sandbox.edit({ as: page.as.id, channel, ts: message.ts, text: text.trim() });
        if (!answer.ok) page.notify(`This message could not be changed: ${answer.error ?? 'no answer'}.`);
        onDone();
    };
    const onKeyDown = (event: React.KeyboardEvent) => {
        event.stopPropagation();
        if (event.key === 'Escape') onDone();
        if (event.key === 'Enter' && !event.shiftKey) {
            event.preventDefault();
            void save();
        }
    };
    return (
        <div className="message-editor">
            <textarea
                className="text-input"
                aria-label="Edit message text"
                autoFocus
                rows={Math.min(8, text.split('\n').length)}
                value={text}
                onChange={(event) => setText(event.target.value)}
                onKeyDown={onKeyDown}
            />
            <div className="message-editor-foot">
                <button type="button" className="button" onClick={onDone}>
                    Cancel
                </button>
                <button type="button" className="button button-primary" disabled={!text.trim()} onClick={() => void save()}>
                    Save
                </button>
            </div>
        </div>
    );
}
