import { Component, type ReactNode, useMemo } from 'react';
import { type Block as LibraryBlockType, Message as LibraryMessage } from 'slack-blocks-to-jsx';
import type { Block } from '../api/types';
import { usePage } from '../state/context';
import { Broadcast, ChannelMention, DateText, Emoji, Link, UserMention } from '../text/Mention';

const known = new Set([
    'rich_text', 'image', 'video', 'file', 'markdown', 'alert', 'card', 'carousel', 'container', 'plan', 'task_card',
    'context_actions', 'data_visualization',
]);

/**
 * The blocks that slack-blocks-to-jsx draws well: lists and quotes of rich text, images, videos, markdown, cards and
 * what else Slack has of that kind. Text in mrkdwn is drawn by the page: the library decodes entities too early, so
 * an escaped mention would look like a real one.
 */
export function LibraryBlock({ block }: { block: Block }) {
    const { workspace, theme } = usePage();
    const data = useMemo(
        () => ({ users: workspace.users, channels: workspace.channels, user_groups: [] }),
        [workspace],
    );
    if (!known.has(block.type)) return <div className="unsupported">A block of type “{block.type}” is not shown here.</div>;
    return (
        <BlockGuard key={JSON.stringify(block)} type={block.type}>
            <LibraryMessage
                blocks={[block as unknown as LibraryBlockType]}
                name=""
                logo=""
                theme={theme}
                withoutWrapper
                data={data}
                hooks={hooks}
            />
        </BlockGuard>
    );
}

type Hooks = NonNullable<React.ComponentProps<typeof LibraryMessage>['hooks']>;

const hooks: Hooks = {
    user: ({ id }) => <UserMention id={id} />,
    channel: ({ id, name }) => <ChannelMention id={id} label={name} />,
    atHere: () => <Broadcast range="here" />,
    atChannel: () => <Broadcast range="channel" />,
    atEveryone: () => <Broadcast range="everyone" />,
    emoji: (emoji) => <Emoji name={emoji.name} />,
    date: ({ timestamp, format, link, fallback }) => (
        <DateText timestamp={Number(timestamp)} format={format} url={link ?? ''} fallback={fallback} />
    ),
    link: ({ href, children }) => <Link url={href}>{children}</Link>,
};

/** A block the library cannot draw must not take the page with it. */
class BlockGuard extends Component<{ type: string; children: ReactNode }, { failed: boolean }> {
    override state = { failed: false };
    static getDerivedStateFromError() {
        return { failed: true };
    }
    override render() {
        if (!this.state.failed) return this.props.children;
        return <div className="unsupported">A block of type “{this.props.type}” could not be drawn.</div>;
    }
}
