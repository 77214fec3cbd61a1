import assert from 'node:assert/strict';
import test from 'node:test';
import { type Inline, parseInline, parseMrkdwn } from '../src/text/parseMrkdwn';

const text = (value: string): Inline => ({ kind: 'text', text: value });

test('escaped markup stays literal', () => {
    assert.deepEqual(parseInline('&lt;!channel&gt; &amp;lt; &lt;@U1&gt;'), [text('<!channel> &lt; <@U1>')]);
});

test('tokens are read before entities', () => {
    assert.deepEqual(parseInline('<!here> <@U1|x> <#C1|> <https://a.b/?x=1&amp;y=2|a &gt; b>'), [
        { kind: 'broadcast', range: 'here' },
        text(' '),
        { kind: 'user', id: 'U1', label: 'x' },
        text(' '),
        { kind: 'channel', id: 'C1', label: '' },
        text(' '),
        { kind: 'link', url: 'https://a.b/?x=1&y=2', label: 'a > b' },
    ]);
});

test('styles count at the edge of a word only', () => {
    assert.deepEqual(parseInline('snake_case_name 2*3*4 a~b~c'), [text('snake_case_name 2*3*4 a~b~c')]);
    assert.deepEqual(parseInline('(*bold _both_*)'), [
        text('('),
        { kind: 'bold', children: [text('bold '), { kind: 'italic', children: [text('both')] }] },
        text(')'),
    ]);
    assert.deepEqual(parseInline('* not bold *'), [text('* not bold *')]);
});

test('nothing is interpreted inside code', () => {
    assert.deepEqual(parseInline('`*a* <https://x.y|x.y> &lt;b&gt;`'), [{ kind: 'code', text: '*a* x.y <b>' }]);
    assert.deepEqual(parseMrkdwn('before\n```\n*a*\n> b\n```\nafter'), [
        { kind: 'paragraph', children: [text('before')] },
        { kind: 'preformatted', text: '*a*\n> b' },
        { kind: 'paragraph', children: [text('after')] },
    ]);
});

test('lines that begin with > are a quote', () => {
    assert.deepEqual(parseMrkdwn('a\n&gt; b\n&gt;c\nd'), [
        { kind: 'paragraph', children: [text('a')] },
        { kind: 'quote', children: [text('b\nc')] },
        { kind: 'paragraph', children: [text('d')] },
    ]);
});

test('emoji need colons of their own', () => {
    assert.deepEqual(parseInline('at 10:24:30 :rocket:'), [text('at 10:24:30 '), { kind: 'emoji', name: 'rocket' }]);
});

test('a date keeps its format and its fallback', () => {
    assert.deepEqual(parseInline('<!date^1700000000^{date_short} {time}|14 Nov>'), [
        { kind: 'date', timestamp: 1700000000, format: '{date_short} {time}', url: '', fallback: '14 Nov' },
    ]);
});
