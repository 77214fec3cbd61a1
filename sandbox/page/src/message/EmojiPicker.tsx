import { useState } from 'react';
import { emojiCharacter, findEmoji } from '../text/emoji';

const usual = ['+1', 'eyes', 'white_check_mark', 'rocket', 'tada', 'heart', 'joy', 'pray', 'x', 'warning', 'fire', 'wave'];

export function EmojiPicker({ onPick, onLeave }: { onPick: (name: string) => void; onLeave: () => void }) {
    const [part, setPart] = useState('');
    const names = part === '' ? usual : findEmoji(part.toLowerCase(), 24);
    return (
        <div
            className="emoji-picker"
            role="group"
            aria-label="Emoji"
            onKeyDown={(event) => event.key === 'Escape' && onLeave()}
            onBlur={(event) => event.currentTarget.contains(event.relatedTarget) || onLeave()}
        >
            <input
                className="text-input"
                aria-label="Search emoji"
                placeholder="Search"
                autoFocus
                value={part}
                onChange={(event) => setPart(event.target.value)}
                onKeyDown={(event) => event.key === 'Enter' && names[0] && onPick(names[0])}
            />
            <div className="emoji-grid">
                {names.map((name) => (
                    <button key={name} type="button" title={`:${name}:`} aria-label={name} onClick={() => onPick(name)}>
                        {emojiCharacter(name)}
                    </button>
                ))}
            </div>
        </div>
    );
}
