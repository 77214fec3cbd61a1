// The control API of the sandbox server (/_sim/…), one function a call.
import type { Answer, Message, View, ViewValues, Workspace } from './types';

async function get<T>(path: string, query: Record<string, string | number | undefined> = {}, signal?: AbortSignal) {
    const given = Object.entries(query).filter(([, value]) => value !== undefined);
    const search = new URLSearchParams(given.map(([key, value]) => [key, String(value)]));
    const response = await fetch(`_sim/${path}?${search}`, { signal: signal ?? null });
    if (!response.ok) throw new Error(`_sim/${path} answered ${response.status}`);
    return (await response.json()) as T;
}

async function post<T extends Answer>(path: string, body: unknown): Promise<T> {
    const response = await fetch(`_sim/${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json; charset=utf-8' },
        body: JSON.stringify(body),
    });
    const answer: unknown = await response.json().catch(() => null);
    if (answer === null || typeof answer !== 'object') throw new Error(`_sim/${path} answered ${response.status}`);
    return { ok: response.ok, ...answer } as T;
}

export interface Press {
    as: string;
    channel?: string;
    message_ts?: string;
    view_id?: string;
    action_id: string;
    block_id: string;
    value: string;
    /** The state of the inputs around the pressed element. */
    values?: ViewValues;
}

export interface Place {
    as: string;
    channel: string;
}

export interface JournalEntry {
    seq: number;
    at_ms: number;
    kind: string;
    [detail: string]: unknown;
}

export const sandbox = {
    state: () => get<Workspace>('state'),
    messages: (as: string, channel: string, thread?: string) =>
        get<{ messages: Message[] }>('messages', { channel, as, thread }),
    view: (as: string) => get<{ view: View | null }>('view', { as }),
    changes: (since: number, signal: AbortSignal) => get<{ revision: number }>('changes', { since }, signal),
    journal: (since: number) => get<{ entries: JournalEntry[] }>('journal', { since }),
    faultRules: () => get<{ rules: { method: string; effect: string }[] }>('faults'),

    say: (body: Place & { text: string; thread_ts?: string }) => post('say', body),
    command: (body: Place & { command: string; text: string }) => post('command', body),
    press: (body: Press) => post('press', body),
    submit: (body: { as: string; view_id: string; values: ViewValues }) => post('submit', body),
    close: (body: { as: string; view_id: string }) => post('close', body),
    edit: (body: Place & { ts: string; text: string }) => post('edit', body),
    delete: (body: Place & { ts: string }) => post('delete', body),
    react: (body: Place & { ts: string; name: string }) => post('react', body),
    join: (body: Place) => post('member', { ...body, action: 'join' }),
    sockets: (body: { action: string; which: string }) => post('sockets', body),
    faults: (body: { rules: unknown[] }) => post('faults', body),
};
