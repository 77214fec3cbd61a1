import { usePage } from '../state/context';
import type { Revision } from '../state/useRevision';
import { Faults } from './Faults';
import { Journal } from './Journal';
import { Sockets } from './Sockets';

/** For the developer of the app: its sockets, faults to switch on, and what went over the wire. */
export function WorkspaceDrawer({ revision, onClose }: { revision: Revision; onClose: () => void }) {
    const { workspace } = usePage();
    return (
        <aside className="side-pane drawer" aria-label="Workspace drawer" data-testid="workspace-drawer">
            <header className="channel-head">
                <h2>Workspace</h2>
                <span className="channel-topic">
                    {workspace.team.domain} · {workspace.me_bot.app_id}
                </span>
                <button type="button" className="icon-button side-close" aria-label="Close workspace drawer" onClick={onClose}>
                    ✕
                </button>
            </header>
            <div className="drawer-body">
                <Sockets count={workspace.sockets} />
                <Faults />
                <Journal revision={revision} />
            </div>
        </aside>
    );
}
