import { useRef, useState } from 'react';
import { sandbox } from '../api/sandbox';
import type { Message } from '../api/types';
import { keepUnchanged } from './keep';
import type { Revision } from './useRevision';
import { useLatest } from './useLatest';

/**
 * The messages of a channel or thread as `as` sees them; undefined until they are known. What was seen before is shown
 * at once when coming back to a channel.
 */
export function useMessages(as: string, channel: string, thread: string | undefined, revision: Revision) {
    const known = useRef(new Map<string, Message[]>());
    const [, redraw] = useState(0);
    const place = `${as}/${channel}/${thread ?? ''}`;

    useLatest(async () => {
        if (as === '' || channel === '') return;
        const { messages } = await sandbox.messages(as, channel, thread);
        const before = known.current.get(place);
        const after = keepUnchanged(before, messages, (message) => message.ts);
        if (after === before) return;
        known.current.set(place, after);
        redraw((count) => count + 1);
    }, [place, revision]);
    return known.current.get(place);
}
