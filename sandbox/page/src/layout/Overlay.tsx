import { type ReactNode, useEffect, useRef } from 'react';
import { createPortal } from 'react-dom';

const focusable = 'button:not([disabled]), [href], input:not([disabled]), select, textarea, [tabindex]:not([tabindex="-1"])';

/** Darkens the page behind a dialog, keeps the keyboard inside, gives the focus back at the end. */
export function Overlay({ children, onLeave }: { children: ReactNode; onLeave: () => void }) {
    const box = useRef<HTMLDivElement>(null);
    useEffect(() => {
        const before = document.activeElement;
        if (!box.current?.contains(before)) box.current?.querySelector<HTMLElement>(focusable)?.focus();
        return () => {
            if (before instanceof HTMLElement) before.focus();
        };
    }, []);

    const onKeyDown = (event: React.KeyboardEvent) => {
        event.stopPropagation();
        if (event.key === 'Escape') onLeave();
        if (event.key === 'Tab') keepInside(event, box.current);
    };
    return createPortal(
        <div
            ref={box}
            className="overlay"
            onKeyDown={onKeyDown}
            onMouseDown={(event) => event.target === event.currentTarget && onLeave()}
        >
            {children}
        </div>,
        document.body,
    );
}

function keepInside(event: React.KeyboardEvent, box: HTMLElement | null): void {
    const all = [...(box?.querySelectorAll<HTMLElement>(focusable) ?? [])];
    const edge = event.shiftKey ? all[0] : all.at(-1);
    if (document.activeElement !== edge) return;
    event.preventDefault();
    (event.shiftKey ? all.at(-1) : all[0])?.focus();
}
