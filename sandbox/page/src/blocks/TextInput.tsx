import { useEffect, useState } from 'react';
import type { ElementProps } from './element';
import { useSource } from './source';

const inputTypes: Record<string, string> = {
    plain_text_input: 'text',
    email_text_input: 'email',
    url_text_input: 'url',
    number_input: 'number',
};

/** Text, e-mail, address and number inputs; one line or several. */
export function TextInput({ element, blockId, label, invalid }: ElementProps) {
    const source = useSource();
    const [text, setText] = useState(element.initial_value ?? '');
    const keep = (typed: string) => {
        setText(typed);
        const value = { type: element.type, value: typed === '' ? null : typed };
        source.keep?.({ action_id: element.action_id ?? '', block_id: blockId, value });
    };
    useEffect(() => keep(text), []);

    const shared = {
        className: 'text-input',
        'aria-label': label,
        'aria-invalid': invalid || undefined,
        'data-action-id': element.action_id,
        value: text,
        placeholder: element.placeholder?.text ?? '',
        minLength: element.min_length,
        maxLength: element.max_length,
        onChange: (event: { target: { value: string } }) => keep(event.target.value),
    };
    if (element.multiline) return <textarea {...shared} rows={4} />;
    const type = inputTypes[element.type] ?? 'text';
    return <input {...shared} type={type} step={element.is_decimal_allowed ? 'any' : undefined} />;
}
