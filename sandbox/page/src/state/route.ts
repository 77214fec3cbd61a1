import { useEffect, useState } from 'react';

/** Where the page is, kept in the address (`#/ana/deploys`), so that two windows can be two people. */
export interface Route {
    as: string;
    channel: string;
}

export function useRoute(): [Route, (to: Partial<Route>) => void] {
    const [route, setRoute] = useState(readRoute);
    useEffect(() => {
        const follow = () => setRoute(readRoute());
        window.addEventListener('hashchange', follow);
        return () => window.removeEventListener('hashchange', follow);
    }, []);
    const go = (to: Partial<Route>) => {
        const { as, channel } = { ...readRoute(), ...to };
        window.location.hash = `/${encodeURIComponent(as)}/${encodeURIComponent(channel)}`;
    };
    return [route, go];
}

function readRoute(): Route {
    const [as = '', channel = ''] = window.location.hash.replace(/^#\/?/, '').split('/').map(decode);
    return { as, channel };
}

function decode(part: string): string {
    try {
        return decodeURIComponent(part);
    } catch {
        return '';
    }
}
