import { useEffect, useRef } from 'react';

/**
 * Runs `work` after every change of `inputs`, one run at a time: changes during a run lead to one more run, not to
 * many. `wait` is the least time between two runs.
 */
export function useLatest(work: () => Promise<void>, inputs: unknown[], wait = 0): void {
    const wanted = useRef(0);
    const running = useRef(false);
    const newest = useRef(work);
    newest.current = work;

    useEffect(() => {
        wanted.current += 1;
        if (running.current) return;
        running.current = true;
        void (async () => {
            let done = 0;
            while (done !== wanted.current) {
                done = wanted.current;
                await newest.current().catch(() => undefined); // the light says that the server does not answer
                if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
            }
            running.current = false;
        })();
    }, inputs);
}
