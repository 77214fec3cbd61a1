// Moments as Slack shows them, in the reader's own time zone.

const formats: Record<string, Intl.DateTimeFormatOptions> = {
    date_num: { year: 'numeric', month: '2-digit', day: '2-digit' },
    date: { year: 'numeric', month: 'long', day: 'numeric' },
    date_short: { year: 'numeric', month: 'short', day: 'numeric' },
    date_long: { weekday: 'long', year: 'numeric', month: 'long', day: 'numeric' },
    time: { hour: 'numeric', minute: '2-digit' },
    time_secs: { hour: 'numeric', minute: '2-digit', second: '2-digit' },
};

/** "10:24 AM" of a message's timestamp. */
export function clockTime(ts: string): string {
    return show(momentOf(ts), 'time');
}

/** The whole moment, for titles. */
export function fullTime(ts: string): string {
    const moment = momentOf(ts);
    return `${show(moment, 'date_long')} at ${show(moment, 'time_secs')}`;
}

/** "Today", "Yesterday" or the long date, for the line between days. */
export function dayName(ts: string, now = new Date()): string {
    return relativeDay(momentOf(ts), now) ?? show(momentOf(ts), 'date_long');
}

export function sameDay(one: string, other: string): boolean {
    return momentOf(one).toDateString() === momentOf(other).toDateString();
}

export function momentOf(ts: string): Date {
    return new Date(Number.parseFloat(ts) * 1000);
}

/** Fills Slack's date format, e.g. "{date_short_pretty} at {time}". */
export function formatDate(timestamp: number, format: string, now = new Date()): string {
    const moment = new Date(timestamp * 1000);
    return format.replace(/\{(\w+)\}/g, (whole, name: string) => {
        if (name === 'ago') return ago(moment, now);
        if (name === 'date_slash') return show(moment, 'date_num');
        const plain = name.replace(/_pretty$/, '');
        if (!(plain in formats)) return whole;
        const pretty = plain === name ? undefined : relativeDay(moment, now)?.toLowerCase();
        return pretty ?? show(moment, plain);
    });
}

function show(moment: Date, format: string): string {
    return new Intl.DateTimeFormat('en-US', formats[format]).format(moment);
}

function relativeDay(moment: Date, now: Date): string | undefined {
    const days = Math.round((midnight(now) - midnight(moment)) / 86_400_000);
    return { '-1': 'Tomorrow', '0': 'Today', '1': 'Yesterday' }[String(days)];
}

function midnight(moment: Date): number {
    return new Date(moment.getFullYear(), moment.getMonth(), moment.getDate()).getTime();
}

const spans: [number, Intl.RelativeTimeFormatUnit][] = [
    [86_400, 'day'],
    [3_600, 'hour'],
    [60, 'minute'],
    [1, 'second'],
];

function ago(moment: Date, now: Date): string {
    const seconds = (moment.getTime() - now.getTime()) / 1000;
    const [size, unit] = spans.find(([span]) => Math.abs(seconds) >= span) ?? ([1, 'second'] as const);
    return new Intl.RelativeTimeFormat('en-US').format(Math.round(seconds / size), unit);
}
