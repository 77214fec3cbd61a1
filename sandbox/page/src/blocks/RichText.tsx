import type { Block, RichTextElement } from '../api/types';
import { Broadcast, ChannelMention, DateText, Emoji, Link, UserGroupMention, UserMention } from '../text/Mention';
import { LibraryBlock } from './LibraryBlock';

/** Rich text: sections and preformatted text drawn here, lists and quotes by the library. */
export function RichText({ block }: { block: Block }) {
    const elements = (block.elements ?? []) as RichTextElement[];
    return (
        <div className="block-rich-text">
            {elements.map((element, index) => (
                <RichTextPart key={index} element={element} />
            ))}
        </div>
    );
}

/** Rich text inside a table's cell. */
export function RichTextCell({ elements }: { elements: RichTextElement[] }) {
    return elements.map((element, index) => <RichTextPart key={index} element={element} />);
}

function RichTextPart({ element }: { element: RichTextElement }) {
    const inside = (element.elements ?? []).map((part, index) => <Part key={index} part={part} />);
    if (element.type === 'rich_text_section') return <div className="rich-text-section">{inside}</div>;
    if (element.type === 'rich_text_preformatted') return <pre className="preformatted">{inside}</pre>;
    return <LibraryBlock block={{ type: 'rich_text', elements: [element] as Block['elements'] }} />;
}

function Part({ part }: { part: RichTextElement }) {
    switch (part.type) {
        case 'text':
            return <Styled part={part}>{part.text}</Styled>;
        case 'link':
            return (
                <Styled part={part}>
                    <Link url={part.url ?? ''}>{part.text || part.url}</Link>
                </Styled>
            );
        case 'user':
            return <UserMention id={part.user_id ?? ''} />;
        case 'channel':
            return <ChannelMention id={part.channel_id ?? ''} />;
        case 'usergroup':
            return <UserGroupMention label={part.usergroup_id ?? ''} />;
        case 'broadcast':
            return <Broadcast range={part.range ?? 'here'} />;
        case 'emoji':
            return <Emoji name={part.name ?? ''} />;
        case 'date':
            return (
                <DateText
                    timestamp={part.timestamp ?? 0}
                    format={part.format ?? ''}
                    url={part.url}
                    fallback={part.fallback}
                />
            );
        case 'color':
            return (
                <span className="color-value">
                    <i style={{ background: part.value }} /> {part.value}
                </span>
            );
        default:
            return part.text ?? part.fallback ?? null;
    }
}

function Styled({ part, children }: { part: RichTextElement; children: React.ReactNode }) {
    const style = typeof part.style === 'object' ? part.style : {};
    let drawn = children;
    if (style.code) drawn = <code className="inline-code">{drawn}</code>;
    if (style.strike) drawn = <s>{drawn}</s>;
    if (style.italic) drawn = <em>{drawn}</em>;
    if (style.bold) drawn = <strong>{drawn}</strong>;
    return drawn;
}
