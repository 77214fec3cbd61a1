import { useState } from 'react';
import { PlainText } from '../text/Mrkdwn';
import type { ElementProps } from './element';
import { ConfirmDialog } from './ConfirmDialog';
import { usePress } from './usePress';

/** The menu behind three dots. */
export function Overflow({ element, blockId }: ElementProps) {
    const [open, setOpen] = useState(false);
    const pressing = usePress(element, blockId);
    const choose = (value: string) => {
        setOpen(false);
        pressing.press(value);
    };
    return (
        <span
            className="overflow"
            onBlur={(event) => event.currentTarget.contains(event.relatedTarget) || setOpen(false)}
            onKeyDown={(event) => event.key === 'Escape' && setOpen(false)}
        >
            <button
                type="button"
                className="button button-icon"
                aria-label="More actions"
                aria-expanded={open}
                disabled={pressing.busy}
                onClick={() => setOpen(!open)}
            >
                ⋯
            </button>
            {open && (
                <span className="menu" role="menu">
                    {(element.options ?? []).map((option) => (
                        <button key={option.value} type="button" role="menuitem" onClick={() => choose(option.value)}>
                            <PlainText text={option.text.text} />
                        </button>
                    ))}
                </span>
            )}
            {pressing.asking && (
                <ConfirmDialog ask={pressing.asking} onConfirm={pressing.confirm} onDeny={pressing.deny} />
            )}
        </span>
    );
}
