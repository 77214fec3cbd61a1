// What a person has sent from this window, for the arrow keys.

const storageKey = 'sandbox.sent';
const most = 50;

export function sentBy(as: string): string[] {
    try {
        const all = JSON.parse(sessionStorage.getItem(storageKey) ?? '{}') as Record<string, string[]>;
        return all[as] ?? [];
    } catch {
        return [];
    }
}

export function remember(as: string, text: string): void {
    const others = sentBy(as).filter((sent) => sent !== text);
    let all: Record<string, string[]> = {};
    try {
        all = JSON.parse(sessionStorage.getItem(storageKey) ?? '{}') as Record<string, string[]>;
    } catch {
        all = {};
    }
    sessionStorage.setItem(storageKey, JSON.stringify({ ...all, [as]: [...others, text].slice(-most) }));
}
