import { createContext, useContext } from 'react';
import type { Channel, User, Workspace } from '../api/types';
import type { Theme } from './theme';

/** What most parts of the page need to know: the workspace, who is acting, and where to say that something failed. */
export interface Page {
    workspace: Workspace;
    as: User;
    theme: Theme;
    user: (id: string | undefined) => User | undefined;
    channel: (id: string) => Channel | undefined;
    openChannel: (id: string) => void;
    /** Shows a short notice at the foot of the page. */
    notify: (text: string) => void;
}

export const PageContext = createContext<Page | null>(null);

export function usePage(): Page {
    const page = useContext(PageContext);
    if (page === null) throw new Error('usePage outside of PageContext');
    return page;
}
