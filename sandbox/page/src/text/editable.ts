import type { Channel, User } from '../api/types';
import { decodeEntities } from './entities';

export interface Names {
    users: User[];
    channels: Channel[];
}

/** A stored text as a person would type it, for editing: the sandbox encodes it again. */
export function editableText(stored: string, names: Names): string {
    const readable = stored
        .replace(/<@(\w+)(?:\|[^>]*)?>/g, (whole, id) => {
            const user = names.users.find((candidate) => candidate.id === id);
            return user ? `@${user.name}` : whole;
        })
        .replace(/<#(\w+)(?:\|([^>]*))?>/g, (whole, id, label) => {
            const channel = names.channels.find((candidate) => candidate.id === id);
            return channel ? `#${channel.name}` : label ? `#${label}` : whole;
        })
        .replace(/<!(here|channel|everyone)(?:\|[^>]*)?>/g, '@$1')
        .replace(/<(https?:[^|>]+)(?:\|[^>]*)?>/g, '$1');
    return decodeEntities(readable);
}
