import { useEffect, useState } from 'react';
import type { Element, Option, Workspace } from '../api/types';
import { usePage } from '../state/context';
import type { ElementProps } from './element';
import { ConfirmDialog } from './ConfirmDialog';
import { useSource } from './source';
import { usePress } from './usePress';

/** A menu with one choice: from the app's options, the people or the channels. */
export function Select({ element, blockId, label, quiet, invalid }: ElementProps) {
    const { workspace } = usePage();
    const source = useSource();
    const pressing = usePress(element, blockId);
    const groups = groupsOf(element, workspace);
    const [chosen, setChosen] = useState(initialChoice(element));
    const actionId = element.action_id ?? '';

    const keep = (value: string) => {
        const option = groups.flatMap((group) => group.options).find((candidate) => candidate.value === value);
        source.keep?.({ action_id: actionId, block_id: blockId, value: stateOf(element.type, value, option) });
    };
    useEffect(() => keep(chosen), []);
    const choose = (value: string) => {
        setChosen(value);
        keep(value);
        if (!quiet && value !== '') pressing.press(value);
    };
    return (
        <>
            <select
                className="select"
                aria-label={label ?? element.placeholder?.text ?? 'Select an option'}
                aria-invalid={invalid || undefined}
                value={chosen}
                disabled={pressing.busy}
                data-action-id={element.action_id}
                onChange={(event) => choose(event.target.value)}
            >
                <option value="">{element.placeholder?.text ?? 'Select an option'}</option>
                {groups.map((group) => (
                    <OptionGroupView key={group.label} {...group} />
                ))}
            </select>
            {pressing.asking && (
                <ConfirmDialog ask={pressing.asking} onConfirm={pressing.confirm} onDeny={pressing.deny} />
            )}
        </>
    );
}

function OptionGroupView({ label, options }: { label: string; options: Option[] }) {
    const drawn = options.map((option) => (
        <option key={option.value} value={option.value}>
            {option.text.text}
        </option>
    ));
    return label === '' ? drawn : <optgroup label={label}>{drawn}</optgroup>;
}

function groupsOf(element: Element, workspace: Workspace): { label: string; options: Option[] }[] {
    const named = (value: string, text: string): Option => ({ value, text: { type: 'plain_text', text } });
    if (element.type === 'users_select') {
        return [{ label: '', options: workspace.users.map((user) => named(user.id, user.name)) }];
    }
    if (element.type === 'channels_select' || element.type === 'conversations_select') {
        const channels = workspace.channels.filter((channel) => !channel.is_im);
        return [{ label: '', options: channels.map((channel) => named(channel.id, `#${channel.name}`)) }];
    }
    if (element.option_groups) {
        return element.option_groups.map((group) => ({ label: group.label.text, options: group.options }));
    }
    return [{ label: '', options: element.options ?? [] }];
}

function initialChoice(element: Element): string {
    return (
        element.initial_option?.value ??
        element.initial_user ??
        element.initial_channel ??
        element.initial_conversation ??
        ''
    );
}

const stateNames: Record<string, string> = {
    users_select: 'selected_user',
    channels_select: 'selected_channel',
    conversations_select: 'selected_conversation',
};

function stateOf(type: string, value: string, option: Option | undefined): Record<string, unknown> {
    const name = stateNames[type];
    if (name !== undefined) return { type, [name]: value === '' ? null : value };
    const selected = option ? { text: option.text, value: option.value } : null;
    return { type, selected_option: selected };
}
