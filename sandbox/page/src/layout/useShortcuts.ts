import { useEffect } from 'react';
import type { Channel } from '../api/types';
import { usePage } from '../state/context';

interface Shortcuts {
    channels: Channel[];
    current: string;
    onSwitch: () => void;
    onEscape: () => void;
}

/** Slack's keys: Ctrl/⌘+K to switch, Alt+↑/↓ for the neighbour channel, Escape to close what stands at the side. */
export function useShortcuts({ channels, current, onSwitch, onEscape }: Shortcuts): void {
    const page = usePage();
    useEffect(() => {
        const neighbour = (step: number) => {
            const at = channels.findIndex((channel) => channel.id === current);
            const next = channels[(at + step + channels.length) % channels.length];
            if (next) page.openChannel(next.id);
        };
        const onKeyDown = (event: KeyboardEvent) => {
            if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') onSwitch();
            else if (event.altKey && event.key === 'ArrowUp') neighbour(-1);
            else if (event.altKey && event.key === 'ArrowDown') neighbour(1);
            else if (event.key === 'Escape') return onEscape();
            else return;
            event.preventDefault();
        };
        window.addEventListener('keydown', onKeyDown);
        return () => window.removeEventListener('keydown', onKeyDown);
    });
}
