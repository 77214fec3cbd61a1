import assert from 'node:assert/strict';
import test from 'node:test';
import { commandOf, complete, completionAt, type Known } from '../src/composer/completion';

const known: Known = {
    users: [
        { id: 'U1', name: 'ana', real_name: 'Ana Ruiz', is_bot: false },
        { id: 'U2', name: 'ben', real_name: 'Ben Adams', is_bot: false },
    ],
    channels: [{ id: 'C1', name: 'deploys', is_im: false, is_private: false, members: [] }],
    commands: [
        { command: '/deploy', description: 'Deploy a service', usage_hint: '<service> <version> to <environment>' },
        { command: '/status' },
    ],
};
const offers = (text: string) => completionAt(text, text.length, known)?.offers.map((offer) => offer.insert);

test('a slash at the start offers commands', () => {
    assert.deepEqual(offers('/'), ['/deploy', '/status']);
    assert.deepEqual(offers('/de'), ['/deploy']);
    assert.equal(offers('see /de'), undefined);
    assert.equal(offers('/deploy api'), undefined);
});

test('people are found by name and by family name', () => {
    assert.deepEqual(offers('ask @a'), ['@ana', '@ben']);
    assert.deepEqual(offers('/deploy for @be'), ['@ben']);
    assert.equal(offers('ana@be'), undefined);
});

test('channels and emoji are offered', () => {
    assert.deepEqual(offers('#de'), ['#deploys']);
    assert.equal(offers('10:2'), undefined);
    assert.ok(offers(':rock')?.includes(':rocket:'));
});

test('taking an offer replaces the part that was typed', () => {
    const completion = completionAt('ask @be now', 7, known);
    assert.ok(completion?.offers[0]);
    assert.deepEqual(complete('ask @be now', completion, completion.offers[0]), { text: 'ask @ben now', cursor: 9 });
});

test('a command is known once its name stands there', () => {
    assert.equal(commandOf('/deploy', known.commands)?.command, '/deploy');
    assert.equal(commandOf('/deploy api', known.commands)?.command, '/deploy');
    assert.equal(commandOf('/deployment api', known.commands), undefined);
});
