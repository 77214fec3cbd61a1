import { useState } from 'react';
import { sandbox } from '../api/sandbox';
import { usePage } from '../state/context';
import { faults } from './faultRules';

// The drawer may be closed and opened again; the server keeps the rules meanwhile.
let lastOn: string[] = [];

export function Faults() {
    const page = usePage();
    const [on, setOn] = useState(lastOn);
    const toggle = async (name: string) => {
        const wanted = on.includes(name) ? on.filter((other) => other !== name) : [...on, name];
        const rules = faults.filter((fault) => wanted.includes(fault.name)).map((fault) => fault.rule);
        const answer = await sandbox.faults({ rules }).catch(() => ({ ok: false, error: 'no answer' }));
        if (!answer.ok) return page.notify(`The faults were left as they were: ${answer.error ?? 'refused'}.`);
        lastOn = wanted;
        setOn(wanted);
    };
    return (
        <section>
            <h3>Faults</h3>
            {faults.map((fault) => (
                <label key={fault.name} className="choice">
                    <input type="checkbox" checked={on.includes(fault.name)} onChange={() => void toggle(fault.name)} />
                    <span>
                        {fault.name}
                        <small>{fault.detail}</small>
                    </span>
                </label>
            ))}
        </section>
    );
}
