import { createContext, useContext } from 'react';

/** The message or modal that blocks stand in: it takes what their elements do. */
export interface Source {
    /** An element was used; settles when the app has taken it. */
    press: (pressed: { action_id: string; block_id: string; value: string; type: string }) => Promise<void>;
    /** Keeps the value of an input, where there is a form around it. */
    keep?: (input: { action_id: string; block_id: string; value: Record<string, unknown> }) => void;
    /** What a modal's app said of an input. */
    errors?: Record<string, string>;
}

export const SourceContext = createContext<Source | null>(null);

export function useSource(): Source {
    const source = useContext(SourceContext);
    if (source === null) throw new Error('useSource outside of SourceContext');
    return source;
}
