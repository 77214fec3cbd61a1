import type { Channel, User } from '../api/types';

/** The other person of a direct message. */
export function partner(channel: Channel, as: string): string | undefined {
    return channel.members.find((member) => member !== as) ?? channel.user;
}

/** Can this person see the channel? Public channels, and what they are a member of; none that is archived. */
export function visible(channel: Channel, as: string): boolean {
    if (channel.is_archived) return false;
    return channel.members.includes(as) || (!channel.is_im && !channel.is_private);
}

/** A channel's name for a person: "deploys", or the other person's name. */
export function channelTitle(channel: Channel, as: string, user: (id: string | undefined) => User | undefined): string {
    if (!channel.is_im) return channel.name;
    return user(partner(channel, as))?.name ?? channel.name;
}
