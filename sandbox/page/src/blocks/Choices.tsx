import { useEffect, useId, useState } from 'react';
import type { Element, Option } from '../api/types';
import { TextBlock } from '../text/Mrkdwn';
import type { ElementProps } from './element';
import { useSource } from './source';
import { usePress } from './usePress';

/** Radio buttons, checkboxes, and menus with several choices, all as a list of boxes. */
export function Choices({ element, blockId, label, quiet }: ElementProps) {
    const source = useSource();
    const pressing = usePress(element, blockId);
    const name = useId();
    const single = element.type === 'radio_buttons';
    const [chosen, setChosen] = useState(() => initialValues(element));
    const options = element.options ?? (element.option_groups ?? []).flatMap((group) => group.options);

    const keep = (values: string[]) => {
        const selected = options.filter((option) => values.includes(option.value)).map(withoutExtras);
        const value = single
            ? { type: element.type, selected_option: selected[0] ?? null }
            : { type: element.type, selected_options: selected };
        source.keep?.({ action_id: element.action_id ?? '', block_id: blockId, value });
    };
    useEffect(() => keep(chosen), []);
    const toggle = (value: string) => {
        const without = chosen.filter((other) => other !== value);
        const now = single ? [value] : without.length < chosen.length ? without : [...chosen, value];
        setChosen(now);
        keep(now);
        if (!quiet) pressing.press(value);
    };
    return (
        <div className="choices" role={single ? 'radiogroup' : 'group'} aria-label={label}>
            {options.map((option) => (
                <label key={option.value} className="choice">
                    <input
                        type={single ? 'radio' : 'checkbox'}
                        name={name}
                        checked={chosen.includes(option.value)}
                        onChange={() => toggle(option.value)}
                    />
                    <span>
                        <TextBlock text={option.text} />
                        {option.description && (
                            <small>
                                <TextBlock text={option.description} />
                            </small>
                        )}
                    </span>
                </label>
            ))}
        </div>
    );
}

function initialValues(element: Element): string[] {
    const initial = element.initial_option ? [element.initial_option] : (element.initial_options ?? []);
    return initial.map((option) => option.value);
}

function withoutExtras({ text, value }: Option) {
    return { text, value };
}
