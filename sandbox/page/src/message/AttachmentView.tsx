import type { Attachment } from '../api/types';
import { Blocks } from '../blocks/Blocks';
import { clockTime } from '../text/dates';
import { Link } from '../text/Mention';
import { Mrkdwn, MrkdwnLine } from '../text/Mrkdwn';

const named: Record<string, string> = { good: 'var(--good)', warning: 'var(--warning)', danger: 'var(--danger)' };

/** An attachment: blocks or the older fields, beside a bar in its colour. */
export function AttachmentView({ attachment }: { attachment: Attachment }) {
    return (
        <>
            {attachment.pretext && <Mrkdwn text={attachment.pretext} />}
            <div className="attachment">
                <span className="attachment-bar" style={{ background: barColor(attachment.color) }} />
                <div className="attachment-body">
                    {attachment.blocks ? <Blocks blocks={attachment.blocks} /> : <OlderFields attachment={attachment} />}
                </div>
            </div>
        </>
    );
}

function OlderFields({ attachment }: { attachment: Attachment }) {
    const { author_name, title, title_link, text, fields, footer, ts, fallback } = attachment;
    const empty = !title && !text && !fields?.length;
    return (
        <>
            {author_name && <div className="attachment-author">{author_name}</div>}
            {title && (
                <div className="attachment-title">
                    {title_link ? <Link url={title_link}>{title}</Link> : <MrkdwnLine text={title} />}
                </div>
            )}
            {text && <Mrkdwn text={text} />}
            {empty && fallback && <Mrkdwn text={fallback} />}
            {fields && (
                <div className="block-fields">
                    {fields.map((field, index) => (
                        <div key={index} className={field.short ? 'block-field' : 'block-field block-field-wide'}>
                            <strong>{field.title}</strong>
                            <Mrkdwn text={field.value} />
                        </div>
                    ))}
                </div>
            )}
            {footer && (
                <div className="attachment-footer">
                    {footer}
                    {ts !== undefined && ` | ${clockTime(String(ts))}`}
                </div>
            )}
        </>
    );
}

function barColor(color: string | undefined): string | undefined {
    if (color === undefined) return undefined;
    if (color in named) return named[color];
    const hex = color.replace(/^#/, '');
    return /^([0-9a-f]{3}|[0-9a-f]{6})$/i.test(hex) ? `#${hex}` : undefined;
}
