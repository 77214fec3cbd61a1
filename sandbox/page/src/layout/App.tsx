import { useEffect, useMemo, useState } from 'react';
import type { Workspace } from '../api/types';
import { type Page, PageContext } from '../state/context';
import { visible } from '../state/names';
import { useRoute } from '../state/route';
import { useTheme } from '../state/theme';
import { type Revision, useRevision } from '../state/useRevision';
import { useWorkspace } from '../state/useWorkspace';
import { Notice } from './Notice';
import { Slack } from './Slack';

/** Waits for the workspace, then shows it. */
export function App() {
    const revision = useRevision();
    const workspace = useWorkspace(revision);
    if (workspace === undefined) return <Waiting online={revision.online} />;
    return <Ready workspace={workspace} revision={revision} />;
}

function Waiting({ online }: { online: boolean }) {
    return (
        <div className="waiting" role="status">
            {online ? 'Opening the workspace…' : 'The sandbox does not answer yet. Waiting for it…'}
        </div>
    );
}

function Ready({ workspace, revision }: { workspace: Workspace; revision: Revision }) {
    const [route, go] = useRoute();
    const theme = useTheme();
    const [notice, setNotice] = useState('');

    const people = workspace.users.filter((user) => !user.is_bot && !user.deleted);
    const as = people.find((user) => user.name === route.as || user.id === route.as) ?? people[0];
    const channels = workspace.channels.filter((channel) => as && visible(channel, as.id));
    const asked = channels.find((channel) => channel.id === route.channel || channel.name === route.channel);
    const channel = asked ?? channels.find((candidate) => !candidate.is_im) ?? channels[0];

    useEffect(() => {
        document.title = `${channel ? `${channel.is_im ? '' : '#'}${channel.name} · ` : ''}${workspace.team.name}`;
    }, [channel, workspace.team.name]);
    const page = useMemo<Page | undefined>(() => {
        if (as === undefined) return undefined;
        const users = new Map(workspace.users.map((user) => [user.id, user]));
        const places = new Map(workspace.channels.map((place) => [place.id, place]));
        return {
            workspace,
            as,
            theme: theme.theme,
            user: (id) => (id === undefined ? undefined : users.get(id)),
            channel: (id) => places.get(id),
            openChannel: (id) => {
                const place = places.get(id);
                if (place) go({ as: as.name, channel: place.is_im ? place.id : place.name });
            },
            notify: setNotice,
        };
    }, [workspace, as, theme.theme]);

    if (page === undefined || channel === undefined) {
        return <div className="waiting">This workspace has no people or no channels yet.</div>;
    }
    return (
        <PageContext.Provider value={page}>
            <Slack
                channel={channel}
                channels={channels}
                people={people}
                revision={revision}
                theme={theme}
                onActAs={(user) => go({ as: user.name })}
            />
            {notice && <Notice text={notice} onDone={() => setNotice('')} />}
        </PageContext.Provider>
    );
}
