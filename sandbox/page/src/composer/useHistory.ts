import { useRef } from 'react';
import { sentBy } from './history';

/** Walks through what a person has sent: arrow up goes back, arrow down forth. */
export function useHistory(as: string, put: (text: string) => void) {
    const past = useRef(-1);
    const recall = (step: number) => {
        const sent = sentBy(as);
        past.current = Math.max(-1, Math.min(sent.length - 1, past.current + step));
        put(past.current < 0 ? '' : (sent[sent.length - 1 - past.current] ?? ''));
    };
    /** True when the key was for the history. */
    const onKey = (event: React.KeyboardEvent, text: string): boolean => {
        const walking = past.current >= 0;
        if (event.key === 'ArrowUp' && (text === '' || walking)) recall(1);
        else if (event.key === 'ArrowDown' && walking) recall(-1);
        else return false;
        event.preventDefault();
        return true;
    };
    const leave = () => {
        past.current = -1;
    };
    return { onKey, leave };
}
