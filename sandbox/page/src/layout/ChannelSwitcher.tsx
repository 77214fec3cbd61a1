import { useState } from 'react';
import type { Channel } from '../api/types';
import { usePage } from '../state/context';
import { channelTitle } from '../state/names';
import { Overlay } from './Overlay';

/** "Jump to": Ctrl/⌘+K. */
export function ChannelSwitcher({ channels, onClose }: { channels: Channel[]; onClose: () => void }) {
    const page = usePage();
    const [part, setPart] = useState('');
    const [picked, setPicked] = useState(0);
    const titled = channels.map((channel) => ({ channel, title: channelTitle(channel, page.as.id, page.user) }));
    const fitting = titled.filter(({ title }) => title.toLowerCase().includes(part.trim().toLowerCase().replace(/^[#@]/, '')));

    const open = (channel: Channel | undefined) => {
        if (channel) page.openChannel(channel.id);
        onClose();
    };
    const onKeyDown = (event: React.KeyboardEvent) => {
        const count = Math.max(1, fitting.length);
        if (event.key === 'ArrowDown') setPicked((picked + 1) % count);
        else if (event.key === 'ArrowUp') setPicked((picked + count - 1) % count);
        else if (event.key === 'Enter') open(fitting[picked]?.channel);
        else return;
        event.preventDefault();
    };
    return (
        <Overlay onLeave={onClose}>
            <div className="dialog switcher" role="search" aria-label="Jump to a channel">
                <input
                    className="text-input"
                    aria-label="Jump to"
                    placeholder="Jump to a channel or person"
                    value={part}
                    onChange={(event) => {
                        setPart(event.target.value);
                        setPicked(0);
                    }}
                    onKeyDown={onKeyDown}
                />
                {fitting.map(({ channel, title }, index) => (
                    <button
                        key={channel.id}
                        type="button"
                        className={index === picked ? 'switcher-line is-picked' : 'switcher-line'}
                        onClick={() => open(channel)}
                    >
                        {channel.is_im ? '@' : '#'} {title}
                    </button>
                ))}
            </div>
        </Overlay>
    );
}
