// What a message of the bot must never hold, whoever's words it repeats: a ping of everybody, a mention of somebody
// who does not exist, a link that is not ours.

const literal = new Set(['plain_text', 'text', 'raw_text', 'emoji']);
const pings = /<!(?:channel|here|everyone|subteam)/;

/** The harms in a message, an acknowledgement or a view, as sentences. `isOurs` knows the links that may be there. */
export function harmsIn(message, people, isOurs = () => false) {
    const found = [];
    const inMarkup = (text) => {
        if (pings.test(text)) found.push(`a ping in ${JSON.stringify(text)}`);
        for (const [, id] of text.matchAll(/<@([^>|]*)/g))
            if (!people.has(id)) found.push(`a mention of ${id} in ${JSON.stringify(text)}`);
        for (const [link] of text.matchAll(/<(?![@#!])[^>]*>/g))
            if (!isOurs(link.slice(1, -1))) found.push(`the link ${link} in ${JSON.stringify(text)}`);
    };
    const look = (node, key) => {
        if (Array.isArray(node)) return node.forEach((part) => look(part, key));
        if (typeof node === 'string') return key === 'text' ? inMarkup(node) : undefined;
        if (node === null || typeof node !== 'object') return undefined;
        if (node.type === 'broadcast' || node.type === 'usergroup') found.push(`an element ${JSON.stringify(node)}`);
        if (node.type === 'user' && !people.has(node.user_id)) found.push(`a mention of ${node.user_id}`);
        if (node.type === 'link' || node.type === 'image') found.push(`a link ${JSON.stringify(node)}`);
        if (literal.has(node.type)) return undefined; // shown as it stands
        return Object.entries(node).forEach(([name, value]) => name !== 'metadata' && look(value, name));
    };
    look(message, '');
    return found;
}
