import type { Message } from '../api/types';
import { Blocks } from '../blocks/Blocks';
import { Mrkdwn } from '../text/Mrkdwn';
import { AttachmentView } from './AttachmentView';
import { FileView } from './FileView';

/** What a message says: its blocks, or its text where it has none; then attachments and files. */
export function MessageBody({ message }: { message: Message }) {
    const blocks = message.blocks ?? [];
    const attachments = message.attachments ?? [];
    // With blocks the text is for notifications only. People's own text says the same as their rich text does.
    const showText = blocks.length === 0 && message.text;
    return (
        <div className={message.edited ? 'message-body is-edited' : 'message-body'}>
            {showText ? <Mrkdwn text={message.text ?? ''} /> : blocks.length > 0 && <Blocks blocks={blocks} />}
            {attachments.map((attachment, index) => (
                <AttachmentView key={index} attachment={attachment} />
            ))}
            {(message.files ?? []).map((file) => (
                <FileView key={file.id} file={file} />
            ))}
            {message.edited && <span className="edited-mark">(edited)</span>}
        </div>
    );
}
