import { useEffect, useState } from 'react';
import { sandbox } from '../api/sandbox';
import { usePage } from '../state/context';
import { faults } from './faultRules';

export function Faults() {
    const page = usePage();
    const [on, setOn] = useState<string[]>([]);
    useEffect(() => {
        void sandbox.faultRules().then(({ rules }) => setOn(namesOf(rules)));
    }, []);
    const toggle = async (name: string) => {
        const wanted = on.includes(name) ? on.filter((other) => other !== name) : [...on, name];
        const rules = faults.filter((fault) => wanted.includes(fault.name)).map((fault) => fault.rule);
        const answer = await sandbox.faults({ rules }).catch(() => ({ ok: false, error: 'no answer' }));
        if (!answer.ok) return page.notify(`The faults were left as they were: ${answer.error ?? 'refused'}.`);
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

/** Which of the offered faults are among the rules in force. */
function namesOf(rules: { method: string; effect: string }[]): string[] {
    const inForce = (fault: (typeof faults)[number]) =>
        rules.some(({ method, effect }) => method === fault.rule.method && effect === fault.rule.effect);
    return faults.filter(inForce).map((fault) => fault.name);
}
