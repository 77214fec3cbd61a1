import { useEffect, useState } from 'react';
import type { Channel, User } from '../api/types';
import { Modal } from '../modal/Modal';
import { usePage } from '../state/context';
import type { useTheme } from '../state/theme';
import type { Revision } from '../state/useRevision';
import { useUnread } from '../state/useUnread';
import { useView } from '../state/useView';
import { WorkspaceDrawer } from '../workspace/WorkspaceDrawer';
import { ChannelView } from './ChannelView';
import { ChannelSwitcher } from './ChannelSwitcher';
import { Sidebar } from './Sidebar';
import { ThreadPane } from './ThreadPane';
import { useShortcuts } from './useShortcuts';

interface Props {
    channel: Channel;
    channels: Channel[];
    people: User[];
    revision: Revision;
    theme: ReturnType<typeof useTheme>;
    onActAs: (user: User) => void;
}

/** The whole page: sidebar, channel, and at the side a thread or the workspace drawer. */
export function Slack({ channel, channels, people, revision, theme, onActAs }: Props) {
    const page = usePage();
    const [thread, setThread] = useState<string>();
    const [drawer, setDrawer] = useState(false);
    const [menu, setMenu] = useState(false);
    const [switching, setSwitching] = useState(false);
    const reading = useUnread(page.as.id, channels, channel.id, revision);
    const view = useView(page.as.id, revision);

    useEffect(() => {
        setThread(undefined);
        setMenu(false);
    }, [channel.id, page.as.id]);
    useShortcuts({
        channels,
        current: channel.id,
        onSwitch: () => setSwitching(true),
        onEscape: () => {
            setThread(undefined);
            setDrawer(false);
        },
    });
    return (
        <div className={menu ? 'slack menu-open' : 'slack'}>
            <Sidebar
                channels={channels}
                current={channel.id}
                people={people}
                unread={reading.unread}
                online={revision.online}
                theme={theme}
                onActAs={onActAs}
                onDrawer={() => {
                    setDrawer(!drawer);
                    setMenu(false);
                }}
                onPick={() => setMenu(false)}
            />
            <button type="button" className="menu-shade" aria-label="Close menu" onClick={() => setMenu(false)} />
            <ChannelView
                key={`${page.as.id}/${channel.id}`}
                channel={channel}
                revision={revision}
                reading={reading}
                onMenu={() => setMenu(true)}
                onOpenThread={setThread}
            />
            {thread !== undefined && (
                <ThreadPane
                    key={thread}
                    channel={channel}
                    thread={thread}
                    revision={revision}
                    onClose={() => setThread(undefined)}
                />
            )}
            {drawer && <WorkspaceDrawer revision={revision} onClose={() => setDrawer(false)} />}
            {switching && <ChannelSwitcher channels={channels} onClose={() => setSwitching(false)} />}
            {view && <Modal key={`${page.as.id}/${view.id}`} view={view} />}
        </div>
    );
}
