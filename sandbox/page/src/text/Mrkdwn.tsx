import { Fragment, memo, useMemo } from 'react';
import type { TextObject } from '../api/types';
import { Broadcast, ChannelMention, DateText, Emoji, Link, UserGroupMention, UserMention } from './Mention';
import { type Inline, parseInline, parseMrkdwn, type Piece } from './parseMrkdwn';

/** Message text in Slack's mrkdwn. */
export const Mrkdwn = memo(function Mrkdwn({ text }: { text: string }) {
    const pieces = useMemo(() => parseMrkdwn(text), [text]);
    return (
        <div className="mrkdwn">
            {pieces.map((piece, index) => (
                <MrkdwnPiece key={index} piece={piece} />
            ))}
        </div>
    );
});

/** A text object of a block: mrkdwn or plain. */
export function TextBlock({ text }: { text: TextObject }) {
    return text.type === 'mrkdwn' ? <Mrkdwn text={text.text} /> : <PlainText text={text.text} />;
}

/** Plain text: literal but for emoji names. */
export function PlainText({ text }: { text: string }) {
    const parts = text.split(/(?<![\w:]):([a-z0-9_+\-']+):/g);
    return (
        <span className="plain-text">
            {parts.map((part, index) => (index % 2 === 1 ? <Emoji key={index} name={part} /> : part))}
        </span>
    );
}

function MrkdwnPiece({ piece }: { piece: Piece }) {
    if (piece.kind === 'preformatted') return <pre className="preformatted">{piece.text}</pre>;
    if (piece.kind === 'quote') {
        return (
            <blockquote>
                <Inlines nodes={piece.children} />
            </blockquote>
        );
    }
    return (
        <p>
            <Inlines nodes={piece.children} />
        </p>
    );
}

/** mrkdwn without paragraphs, for one line. */
export function MrkdwnLine({ text }: { text: string }) {
    const nodes = useMemo(() => parseInline(text), [text]);
    return <Inlines nodes={nodes} />;
}

function Inlines({ nodes }: { nodes: Inline[] }) {
    return nodes.map((node, index) => (
        <Fragment key={index}>
            <InlineNode node={node} />
        </Fragment>
    ));
}

function InlineNode({ node }: { node: Inline }) {
    switch (node.kind) {
        case 'text':
            return node.text;
        case 'code':
            return <code className="inline-code">{node.text}</code>;
        case 'bold':
            return <strong>{<Inlines nodes={node.children} />}</strong>;
        case 'italic':
            return <em>{<Inlines nodes={node.children} />}</em>;
        case 'strike':
            return <s>{<Inlines nodes={node.children} />}</s>;
        case 'emoji':
            return <Emoji name={node.name} />;
        case 'user':
            return <UserMention id={node.id} label={node.label} />;
        case 'channel':
            return <ChannelMention id={node.id} label={node.label} />;
        case 'usergroup':
            return <UserGroupMention label={node.label || node.id} />;
        case 'broadcast':
            return <Broadcast range={node.range} />;
        case 'date':
            return <DateText {...node} />;
        case 'link':
            return <Link url={node.url}>{node.label}</Link>;
    }
}
