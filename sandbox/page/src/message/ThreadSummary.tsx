import type { Message } from '../api/types';
import { usePage } from '../state/context';
import { clockTime } from '../text/dates';
import { Avatar } from './Avatar';

/** "3 replies" under a message that began a thread. */
export function ThreadSummary({ message, onOpen }: { message: Message; onOpen: () => void }) {
    const page = usePage();
    if (!message.reply_count) return null;
    const people = (message.reply_users ?? []).map((id) => page.user(id)).filter((user) => user !== undefined);
    return (
        <button type="button" className="thread-summary" data-testid="thread-summary" onClick={onOpen}>
            {people.slice(0, 3).map((user) => (
                <Avatar key={user.id} user={user} small />
            ))}
            <span className="thread-count">
                {message.reply_count} {message.reply_count === 1 ? 'reply' : 'replies'}
            </span>
            {message.latest_reply && <span className="thread-latest">Last reply at {clockTime(message.latest_reply)}</span>}
        </button>
    );
}
