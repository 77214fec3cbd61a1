import { useEffect, useState } from 'react';
import { sandbox } from '../api/sandbox';

export interface Revision {
    number: number;
    /** False while the server does not answer. */
    online: boolean;
}

/** Follows the workspace's revision: one waiting request at a time, begun again as soon as it is answered. */
export function useRevision(): Revision {
    const [revision, setRevision] = useState<Revision>({ number: 0, online: true });

    useEffect(() => {
        const stop = new AbortController();
        void (async () => {
            let since = 0;
            while (!stop.signal.aborted) {
                try {
                    const answer = await sandbox.changes(since, stop.signal);
                    const restarted = answer.revision < since;
                    since = restarted ? 0 : answer.revision;
                    setRevision((old) => next(old, answer.revision));
                } catch {
                    if (stop.signal.aborted) return;
                    setRevision((old) => ({ ...old, online: false }));
                    since = 0;
                    await new Promise((resolve) => setTimeout(resolve, 1000));
                }
            }
        })();
        return () => stop.abort();
    }, []);
    return revision;
}

function next(old: Revision, number: number): Revision {
    return old.number === number && old.online ? old : { number, online: true };
}
