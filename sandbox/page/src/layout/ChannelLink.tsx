import type { Channel } from '../api/types';
import { Avatar } from '../message/Avatar';
import { usePage } from '../state/context';
import { channelTitle, partner } from '../state/names';
import type { Unread } from '../state/useUnread';

interface Props {
    channel: Channel;
    current: boolean;
    unread: Unread | undefined;
    onPick: () => void;
}

/** A line of the sidebar. */
export function ChannelLink({ channel, current, unread, onPick }: Props) {
    const page = usePage();
    const title = channelTitle(channel, page.as.id, page.user);
    const other = channel.is_im ? page.user(partner(channel, page.as.id)) : undefined;
    const fresh = (unread?.count ?? 0) > 0 && !current;
    const open = () => {
        page.openChannel(channel.id);
        onPick();
    };
    return (
        <button
            type="button"
            className={['channel-link', current && 'is-current', fresh && 'is-unread'].filter(Boolean).join(' ')}
            data-channel={title}
            data-unread={fresh ? unread?.count : undefined}
            aria-current={current ? 'page' : undefined}
            onClick={open}
        >
            {other ? <Avatar user={other} small /> : <span className="hash">{channel.is_private ? '🔒' : '#'}</span>}
            <span className="channel-name">{title}</span>
            {other?.is_bot && <span className="app-badge">APP</span>}
            {fresh && (unread?.mentions ?? 0) > 0 && <span className="mention-count">{unread?.mentions}</span>}
        </button>
    );
}
