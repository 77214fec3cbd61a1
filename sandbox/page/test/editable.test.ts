import assert from 'node:assert/strict';
import test from 'node:test';
import { editableText, type Names } from '../src/text/editable';

const names: Names = {
    users: [{ id: 'U1', name: 'ana', is_bot: false }],
    channels: [{ id: 'C1', name: 'deploys', is_im: false, is_private: false, members: [] }],
};

test('tokens become what was typed', () => {
    assert.equal(
        editableText('<@U1> see <#C1|deploys>, <!here>: <https://a.b/?x=1&amp;y=2|a.b> a &lt; b &amp;&amp; c', names),
        '@ana see #deploys, @here: https://a.b/?x=1&y=2 a < b && c',
    );
});

test('unknown ids stay, and an unknown channel shows its label', () => {
    assert.equal(editableText('<@U9> <#C9|old>', names), '<@U9> #old');
});
