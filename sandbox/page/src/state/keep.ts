/**
 * Takes over the objects of `before` that say the same as those of `after`, so that what did not change is not drawn
 * again. `key` names an item.
 */
export function keepUnchanged<T>(before: readonly T[] | undefined, after: T[], key: (item: T) => string): T[] {
    if (before === undefined) return after;
    const known = new Map(before.map((item) => [key(item), item]));
    const kept = after.map((item) => {
        const old = known.get(key(item));
        return old !== undefined && same(old, item) ? old : item;
    });
    const untouched = kept.length === before.length && kept.every((item, index) => item === before[index]);
    return untouched ? (before as T[]) : kept;
}

export function same(one: unknown, other: unknown): boolean {
    return JSON.stringify(one) === JSON.stringify(other);
}
