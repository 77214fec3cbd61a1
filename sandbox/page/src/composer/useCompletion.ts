import { useState } from 'react';
import type { Workspace } from '../api/types';
import { type Completion, completionAt, type Offer } from './completion';

/** The offers at the cursor and the keys that move among them. */
export function useCompletion(
    text: string,
    cursor: number,
    workspace: Workspace,
    onTake: (completion: Completion, offer: Offer) => void,
) {
    const [picked, setPicked] = useState({ text: '', index: 0 });
    const [dismissed, setDismissed] = useState('');
    const found = text === dismissed ? undefined : completionAt(text, cursor, workspace);
    const completion = isWhole(found, text) ? undefined : found;
    const index = picked.text === text ? picked.index : 0;
    const pick = (at: number) => setPicked({ text, index: at });

    /** True when the key was for the list. */
    const onKey = (event: React.KeyboardEvent): boolean => {
        if (completion === undefined) return false;
        const count = completion.offers.length;
        const offer = completion.offers[index];
        if (event.key === 'ArrowDown') pick((index + 1) % count);
        else if (event.key === 'ArrowUp') pick((index + count - 1) % count);
        else if (event.key === 'Escape') setDismissed(text);
        else if ((event.key === 'Tab' || (event.key === 'Enter' && !event.shiftKey)) && offer) onTake(completion, offer);
        else return false;
        event.preventDefault();
        event.stopPropagation();
        return true;
    };
    return { completion, index, pick, onKey };
}

/** Nothing is left to complete when what stands there is one of the offers already. */
function isWhole(completion: Completion | undefined, text: string): boolean {
    if (completion === undefined) return false;
    const typed = text.slice(completion.from, completion.to);
    return completion.offers.some((offer) => offer.insert === typed);
}
