import { useState } from 'react';
import { sandbox } from '../api/sandbox';
import type { View } from '../api/types';
import { same } from './keep';
import type { Revision } from './useRevision';
import { useLatest } from './useLatest';

/** The modal that is open for a person, or null. */
export function useView(as: string, revision: Revision): View | null {
    const [open, setOpen] = useState<{ as: string; view: View | null }>({ as, view: null });
    useLatest(async () => {
        if (as === '') return;
        const { view } = await sandbox.view(as);
        setOpen((old) => (old.as === as && same(old.view, view) ? old : { as, view }));
    }, [as, revision]);
    return open.as === as ? open.view : null;
}
