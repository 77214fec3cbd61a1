// Slack encodes exactly three characters in message text.

export function decodeEntities(text: string): string {
    return text.replace(/&(amp|lt|gt);/g, (_, name: string) => (name === 'amp' ? '&' : name === 'lt' ? '<' : '>'));
}
