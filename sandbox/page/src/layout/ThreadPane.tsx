import type { Channel } from '../api/types';
import { Composer } from '../composer/Composer';
import { MessageList } from '../message/MessageList';
import { usePage } from '../state/context';
import { channelTitle } from '../state/names';
import { useMessages } from '../state/useMessages';
import type { Revision } from '../state/useRevision';

interface Props {
    channel: Channel;
    thread: string;
    revision: Revision;
    onClose: () => void;
}

/** A thread, beside its channel. */
export function ThreadPane({ channel, thread, revision, onClose }: Props) {
    const page = usePage();
    const messages = useMessages(page.as.id, channel.id, thread, revision);
    const title = channelTitle(channel, page.as.id, page.user);
    return (
        <aside className="side-pane" aria-label="Thread" data-testid="thread">
            <header className="channel-head">
                <h2>Thread</h2>
                <span className="channel-topic">{channel.is_im ? title : `#${title}`}</span>
                <button type="button" className="icon-button side-close" aria-label="Close thread" onClick={onClose}>
                    ✕
                </button>
            </header>
            {messages === undefined ? (
                <div className="message-list-frame" />
            ) : (
                <MessageList channel={channel.id} messages={messages} />
            )}
            <Composer channel={channel.id} thread={thread} label="Reply" placeholder="Reply…" />
        </aside>
    );
}
