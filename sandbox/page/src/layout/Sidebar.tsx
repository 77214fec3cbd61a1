import type { Channel, User } from '../api/types';
import { usePage } from '../state/context';
import type { ThemeChoice, useTheme } from '../state/theme';
import type { Unread } from '../state/useUnread';
import { ActingAs } from './ActingAs';
import { ChannelLink } from './ChannelLink';

interface Props {
    channels: Channel[];
    current: string;
    people: User[];
    unread: Record<string, Unread>;
    online: boolean;
    theme: ReturnType<typeof useTheme>;
    onActAs: (user: User) => void;
    onDrawer: () => void;
    onPick: () => void;
}

export function Sidebar({ channels, current, people, unread, online, theme, onActAs, onDrawer, onPick }: Props) {
    const page = usePage();
    const { team, sockets } = page.workspace;
    const list = (chosen: Channel[]) =>
        chosen.map((channel) => (
            <ChannelLink
                key={channel.id}
                channel={channel}
                current={channel.id === current}
                unread={unread[channel.id]}
                onPick={onPick}
            />
        ));
    return (
        <nav className="sidebar" aria-label="Workspace">
            <header className="sidebar-head">
                <h1>{team.name}</h1>
                <button type="button" className="sockets" onClick={onDrawer} title="Workspace: sockets, faults, journal">
                    <i className={socketState(online, sockets)} /> Workspace
                </button>
            </header>
            <ActingAs people={people} onActAs={onActAs} />
            <div className="sidebar-lists">
                <h2>Channels</h2>
                {list(channels.filter((channel) => !channel.is_im))}
                <h2>Direct messages</h2>
                {list(channels.filter((channel) => channel.is_im))}
            </div>
            <footer className="sidebar-foot">
                <label>
                    Theme{' '}
                    <select value={theme.choice} onChange={(event) => theme.choose(event.target.value as ThemeChoice)}>
                        <option value="system">System</option>
                        <option value="light">Light</option>
                        <option value="dark">Dark</option>
                    </select>
                </label>
                {!online && (
                    <p className="offline" role="alert">
                        The sandbox does not answer.
                    </p>
                )}
            </footer>
        </nav>
    );
}

function socketState(online: boolean, sockets: number): string {
    if (!online) return 'light light-off';
    return sockets > 0 ? 'light light-on' : 'light light-waiting';
}
