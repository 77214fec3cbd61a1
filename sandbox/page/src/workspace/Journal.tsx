import { useRef, useState } from 'react';
import { type JournalEntry, sandbox } from '../api/sandbox';
import type { Revision } from '../state/useRevision';
import { useLatest } from '../state/useLatest';

const most = 300;

/** What went over the wire, newest first. */
export function Journal({ revision }: { revision: Revision }) {
    const [entries, setEntries] = useState<JournalEntry[]>([]);
    const [filter, setFilter] = useState('');
    const seen = useRef(0);
    useLatest(
        async () => {
            const answer = await sandbox.journal(seen.current);
            const fresh = answer.entries.filter((entry) => entry.seq > seen.current);
            if (fresh.length === 0) return;
            seen.current = fresh.at(-1)?.seq ?? seen.current;
            setEntries((old) => [...fresh.reverse(), ...old].slice(0, most));
        },
        [revision],
        300,
    );
    const wanted = filter.toLowerCase();
    const shown = wanted ? entries.filter((entry) => JSON.stringify(entry).toLowerCase().includes(wanted)) : entries;
    return (
        <section className="journal">
            <h3>Journal</h3>
            <input
                className="text-input"
                aria-label="Filter the journal"
                placeholder="Filter"
                value={filter}
                onChange={(event) => setFilter(event.target.value)}
            />
            {shown.map((entry) => (
                <Line key={entry.seq} entry={entry} />
            ))}
        </section>
    );
}

function Line({ entry }: { entry: JournalEntry }) {
    const { seq, at_ms, kind, ...detail } = entry;
    const time = new Date(at_ms).toLocaleTimeString('en-GB');
    return (
        <details className="journal-line" data-kind={kind}>
            <summary>
                <time>{time}</time> <b>{kind}</b> <span>{headline(detail)}</span>
            </summary>
            <pre>{JSON.stringify({ seq, ...detail }, null, 2)}</pre>
        </details>
    );
}

function headline(detail: Record<string, unknown>): string {
    const short = Object.values(detail).filter((value) => typeof value === 'string' || typeof value === 'number');
    return short.slice(0, 3).join(' ');
}
