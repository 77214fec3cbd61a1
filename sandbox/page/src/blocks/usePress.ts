import { useState } from 'react';
import type { Confirm, Element } from '../api/types';
import { useSource } from './source';

export interface Pressing {
    busy: boolean;
    failed: string | undefined;
    /** Set while the person is being asked whether they mean it. */
    asking: Confirm | undefined;
    press: (value: string) => void;
    confirm: () => void;
    deny: () => void;
}

/** Using an element: asks first where the element says so, then tells the app. */
export function usePress(element: Element, blockId: string): Pressing {
    const source = useSource();
    const [busy, setBusy] = useState(false);
    const [failed, setFailed] = useState<string>();
    const [held, setHeld] = useState<string>();

    const send = async (value: string) => {
        setHeld(undefined);
        setBusy(true);
        setFailed(undefined);
        try {
            await source.press({ action_id: element.action_id ?? '', block_id: blockId, value, type: element.type });
        } catch (error) {
            setFailed(error instanceof Error ? error.message : String(error));
        } finally {
            setBusy(false);
        }
    };
    return {
        busy,
        failed,
        asking: held === undefined ? undefined : element.confirm,
        press: (value) => (element.confirm ? setHeld(value) : void send(value)),
        confirm: () => void send(held ?? ''),
        deny: () => setHeld(undefined),
    };
}
