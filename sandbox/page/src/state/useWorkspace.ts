import { useState } from 'react';
import { sandbox } from '../api/sandbox';
import type { Workspace } from '../api/types';
import { same } from './keep';
import type { Revision } from './useRevision';
import { useLatest } from './useLatest';

/** People, channels and commands; undefined until the server has answered once. */
export function useWorkspace(revision: Revision): Workspace | undefined {
    const [workspace, setWorkspace] = useState<Workspace>();
    useLatest(async () => {
        const answer = await sandbox.state();
        setWorkspace((old) => (old !== undefined && same(old, answer) ? old : answer));
    }, [revision]);
    return workspace;
}
