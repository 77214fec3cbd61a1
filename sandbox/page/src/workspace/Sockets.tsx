import { useState } from 'react';
import { sandbox } from '../api/sandbox';
import { usePage } from '../state/context';

const actions = [
    { action: 'refresh', label: 'Refresh', detail: 'Ask the app to reconnect, as Slack does every few hours' },
    { action: 'warning', label: 'Warn', detail: 'A warning, and the cut ten seconds later' },
    { action: 'cut', label: 'Cut', detail: 'End the connection' },
    { action: 'reset', label: 'Reset', detail: 'Break TCP without a Close frame' },
    { action: 'silence', label: 'Silence', detail: 'Stay connected, but neither read nor answer' },
    { action: 'too_many', label: 'Too many', detail: 'Say that there are too many sockets' },
    { action: 'link_disabled', label: 'Disable', detail: 'Say that Socket Mode was switched off' },
] as const;

export function Sockets({ count }: { count: number }) {
    const page = usePage();
    const [which, setWhich] = useState('all');
    const act = async (action: string) => {
        const answer = await sandbox.sockets({ action, which }).catch(() => ({ ok: false, error: 'no answer' }));
        if (!answer.ok) page.notify(`The sockets were left alone: ${answer.error ?? 'refused'}.`);
    };
    return (
        <section>
            <h3>
                Sockets <span data-testid="socket-count">{count}</span>
            </h3>
            <div className="drawer-row">
                <select className="select" aria-label="Which sockets" value={which} onChange={(event) => setWhich(event.target.value)}>
                    <option value="all">All</option>
                    <option value="one">One of them</option>
                </select>
                {actions.map(({ action, label, detail }) => (
                    <button key={action} type="button" className="button" title={detail} onClick={() => void act(action)}>
                        {label}
                    </button>
                ))}
            </div>
        </section>
    );
}
