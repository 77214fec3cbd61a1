import { useEffect, useState } from 'react';
import type { ElementProps } from './element';
import { useSource } from './source';
import { usePress } from './usePress';

const kinds: Record<string, { input: string; name: string }> = {
    datepicker: { input: 'date', name: 'selected_date' },
    timepicker: { input: 'time', name: 'selected_time' },
    datetimepicker: { input: 'datetime-local', name: 'selected_date_time' },
};

/** A day, a time of day, or both. */
export function DateInput({ element, blockId, label, quiet, invalid }: ElementProps) {
    const source = useSource();
    const pressing = usePress(element, blockId);
    const kind = kinds[element.type] ?? { input: 'date', name: 'selected_date' };
    const [chosen, setChosen] = useState(element.initial_date ?? element.initial_time ?? '');
    const keep = (typed: string) => {
        const moment = element.type === 'datetimepicker' ? Math.floor(Date.parse(typed) / 1000) : typed;
        const value = { type: element.type, [kind.name]: typed === '' ? null : moment };
        source.keep?.({ action_id: element.action_id ?? '', block_id: blockId, value });
    };
    useEffect(() => keep(chosen), []);
    const choose = (typed: string) => {
        setChosen(typed);
        keep(typed);
        if (!quiet && typed !== '') pressing.press(typed);
    };
    return (
        <input
            className="text-input"
            type={kind.input}
            aria-label={label ?? element.placeholder?.text ?? kind.input}
            aria-invalid={invalid || undefined}
            data-action-id={element.action_id}
            value={chosen}
            onChange={(event) => choose(event.target.value)}
        />
    );
}
