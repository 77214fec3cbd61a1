import type { User } from '../api/types';

const colors = ['#2f6f8f', '#8a5a9e', '#a8622b', '#3d7a4e', '#96475e', '#55638f', '#7b6d25'];

/** A person's picture: the first letter on their colour. */
export function Avatar({ user, small = false }: { user: User; small?: boolean }) {
    const style = { background: colorOf(user) };
    return (
        <span className={small ? 'avatar avatar-small' : 'avatar'} style={style} aria-hidden="true">
            {user.is_bot ? '⚙' : user.name.slice(0, 1).toUpperCase()}
        </span>
    );
}

function colorOf(user: User): string | undefined {
    const given = user.color?.replace(/^#/, '');
    if (given && /^[0-9a-f]{6}$/i.test(given)) return `#${given}`;
    const sum = [...user.id].reduce((total, letter) => total + letter.charCodeAt(0), 0);
    return colors[sum % colors.length];
}
