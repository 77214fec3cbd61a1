import { sandbox } from '../api/sandbox';
import type { Message } from '../api/types';
import { usePage } from '../state/context';
import { Emoji } from '../text/Mention';

export function Reactions({ channel, message }: { channel: string; message: Message }) {
    const page = usePage();
    if (!message.reactions?.length) return null;
    return (
        <div className="reactions">
            {message.reactions.map(({ name, count, users }) => (
                <button
                    key={name}
                    type="button"
                    className={users.includes(page.as.id) ? 'reaction reaction-mine' : 'reaction'}
                    title={`${users.map((id) => page.user(id)?.name ?? id).join(', ')} reacted with :${name}:`}
                    onClick={() => void sandbox.react({ as: page.as.id, channel, ts: message.ts, name })}
                >
                    <Emoji name={name} /> {count}
                </button>
            ))}
        </div>
    );
}
