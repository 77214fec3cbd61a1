// Slack's mrkdwn as a tree. What the sender escaped (`&lt;!channel&gt;`) stays literal text: entities are decoded
// only after the `<…>` tokens have been found, as Slack does.
import { decodeEntities } from './entities';
import { parseToken, type Token } from './token';

export type Inline =
    | { kind: 'text'; text: string }
    | { kind: 'code'; text: string }
    | { kind: 'emoji'; name: string }
    | { kind: 'bold' | 'italic' | 'strike'; children: Inline[] }
    | Token;

export type Piece =
    | { kind: 'paragraph'; children: Inline[] }
    | { kind: 'quote'; children: Inline[] }
    | { kind: 'preformatted'; text: string };

const fence = /```([\s\S]+?)```/g;
const quoteMark = /^(?:&gt;|>) ?/;

/** Reads a whole mrkdwn text: code blocks first, then quotes, then what stands in a line. */
export function parseMrkdwn(source: string): Piece[] {
    const pieces: Piece[] = [];
    let from = 0;
    for (const match of source.matchAll(fence)) {
        pushLines(pieces, trimBreakAtEnd(source.slice(from, match.index)));
        pieces.push({ kind: 'preformatted', text: plainText(trimBreaks(match[1] ?? '')) });
        from = match.index + match[0].length;
        if (source[from] === '\n') from += 1;
    }
    pushLines(pieces, source.slice(from));
    return pieces;
}

function pushLines(pieces: Piece[], source: string): void {
    if (source === '') return;
    let run: string[] = [];
    let quoted = false;
    const flush = () => {
        if (run.length > 0) pieces.push({ kind: quoted ? 'quote' : 'paragraph', children: parseInline(run.join('\n')) });
        run = [];
    };
    for (const line of source.split('\n')) {
        const isQuote = quoteMark.test(line);
        if (isQuote !== quoted) {
            flush();
            quoted = isQuote;
        }
        run.push(isQuote ? line.replace(quoteMark, '') : line);
    }
    flush();
}

// One pattern, tried from left to right. A style mark counts only at the edge of a word, so `a_b_c` and `2*3*4` stay.
const inline = new RegExp(
    [
        '`(?<code>[^`\\n]+)`',
        '<(?<token>[^<>\\n]+)>',
        '(?<=^|[\\s\\p{P}\\p{S}])(?<mark>[*_~])(?<styled>(?![\\s*_~])[^\\n]*?(?<!\\s))\\k<mark>(?=$|[\\s\\p{P}\\p{S}])',
        '(?<![\\w:]):(?<emoji>[a-z0-9_+\\-\']+(?:::skin-tone-[2-6])?):',
    ].join('|'),
    'gu',
);

/** Reads text without line structure: styles, code, `<…>` tokens and emoji. */
export function parseInline(source: string): Inline[] {
    const found: Inline[] = [];
    let from = 0;
    const literal = (text: string) => {
        if (text !== '') found.push({ kind: 'text', text: decodeEntities(text) });
    };
    for (const match of source.matchAll(inline)) {
        literal(source.slice(from, match.index));
        found.push(node(match.groups ?? {}));
        from = match.index + match[0].length;
    }
    literal(source.slice(from));
    return found;
}

const styles = { '*': 'bold', _: 'italic', '~': 'strike' } as const;

function node(groups: Record<string, string | undefined>): Inline {
    if (groups.code !== undefined) return { kind: 'code', text: plainText(groups.code) };
    if (groups.token !== undefined) return parseToken(groups.token);
    if (groups.emoji !== undefined) return { kind: 'emoji', name: groups.emoji };
    return { kind: styles[groups.mark as keyof typeof styles], children: parseInline(groups.styled ?? '') };
}

/** Inside code a link shows as its label, and nothing else is interpreted. */
function plainText(source: string): string {
    return decodeEntities(source.replace(/<(https?:[^|<>\n]+)(?:\|([^<>\n]*))?>/g, (_, url, label) => label || url));
}

const trimBreaks = (text: string) => text.replace(/^\n/, '').replace(/\n$/, '');
const trimBreakAtEnd = (text: string) => text.replace(/\n$/, '');
