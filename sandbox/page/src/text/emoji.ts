import { get, search } from 'node-emoji';

// Slack's names that the emoji table knows under another one.
const slackNames: Record<string, string> = {
    thumbsup: '👍',
    thumbsdown: '👎',
    large_green_circle: '🟢',
    large_yellow_circle: '🟡',
    large_orange_circle: '🟠',
    large_red_circle: '🔴',
    large_purple_circle: '🟣',
    double_vertical_bar: '⏸️',
    octagonal_sign: '🛑',
    robot_face: '🤖',
    thinking_face: '🤔',
    hugging_face: '🤗',
};

/** The character of an emoji name, or undefined when there is none of that name. */
export function emojiCharacter(name: string): string | undefined {
    const plain = name.replace(/::skin-tone-[2-6]$/, '');
    return slackNames[plain] ?? get(plain);
}

/** Names that begin with or hold `part`, best first. */
export function findEmoji(part: string, most: number): string[] {
    const names = [...Object.keys(slackNames), ...search(part).map((found) => found.name)];
    const fitting = [...new Set(names)].filter((name) => name.includes(part));
    return fitting.sort((a, b) => rank(a, part) - rank(b, part) || a.length - b.length).slice(0, most);
}

const rank = (name: string, part: string) => (name.startsWith(part) ? 0 : 1);
