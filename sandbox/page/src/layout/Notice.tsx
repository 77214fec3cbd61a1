import { useEffect } from 'react';

/** A short notice that leaves by itself. */
export function Notice({ text, onDone }: { text: string; onDone: () => void }) {
    useEffect(() => {
        const timer = setTimeout(onDone, 6000);
        return () => clearTimeout(timer);
    }, [text]);
    return (
        <div className="notice" role="alert">
            {text}
            <button type="button" className="icon-button" aria-label="Dismiss" onClick={onDone}>
                ✕
            </button>
        </div>
    );
}
