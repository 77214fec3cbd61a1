// The `<…>` tokens of Slack's text: mentions, broadcasts, dates and links.
import { decodeEntities } from './entities';

export type Token =
    | { kind: 'user'; id: string; label: string }
    | { kind: 'channel'; id: string; label: string }
    | { kind: 'usergroup'; id: string; label: string }
    | { kind: 'broadcast'; range: string }
    | { kind: 'date'; timestamp: number; format: string; url: string; fallback: string }
    | { kind: 'link'; url: string; label: string };

/** `inner` is what stands between `<` and `>`. Whatever is no mention, broadcast or date is a link. */
export function parseToken(inner: string): Token {
    const bar = inner.indexOf('|');
    const target = bar < 0 ? inner : inner.slice(0, bar);
    const label = bar < 0 ? '' : decodeEntities(inner.slice(bar + 1));
    if (/^@[UW]/.test(target)) return { kind: 'user', id: target.slice(1), label };
    if (/^#[CG]/.test(target)) return { kind: 'channel', id: target.slice(1), label };
    if (target.startsWith('!subteam^')) return { kind: 'usergroup', id: target.slice(9), label };
    if (target.startsWith('!date^')) return parseDate(target, label);
    if (target.startsWith('!')) return { kind: 'broadcast', range: target.slice(1) };
    return { kind: 'link', url: decodeEntities(target), label: label || decodeEntities(target) };
}

function parseDate(target: string, fallback: string): Token {
    const [, seconds = '', format = '', url = ''] = target.split('^');
    const timestamp = Number(seconds);
    return { kind: 'date', timestamp: Number.isFinite(timestamp) ? timestamp : 0, format, url, fallback };
}
