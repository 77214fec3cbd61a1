import type { User } from '../api/types';
import { Avatar } from '../message/Avatar';
import { usePage } from '../state/context';

/** Who types, presses and reads in this window. */
export function ActingAs({ people, onActAs }: { people: User[]; onActAs: (user: User) => void }) {
    const page = usePage();
    const choose = (id: string) => {
        const user = people.find((person) => person.id === id);
        if (user) onActAs(user);
    };
    return (
        <label className="acting-as">
            <Avatar user={page.as} />
            <span className="acting-as-label">acting as</span>
            <select
                data-testid="acting-as"
                aria-label="Acting as"
                value={page.as.id}
                onChange={(event) => choose(event.target.value)}
            >
                {people.map((user) => (
                    <option key={user.id} value={user.id}>
                        {user.name}
                    </option>
                ))}
            </select>
        </label>
    );
}
