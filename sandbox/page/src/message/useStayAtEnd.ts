import { useLayoutEffect, useRef, useState } from 'react';
import type { Message } from '../api/types';
import { usePage } from '../state/context';

/** Keeps a list at its end until the reader scrolls up; what they write themselves brings them back there. */
export function useStayAtEnd(messages: Message[]) {
    const { as } = usePage();
    const box = useRef<HTMLDivElement>(null);
    const content = useRef<HTMLDivElement>(null);
    const atEnd = useRef(true);
    const lastTop = useRef(0);
    const [below, setBelow] = useState(false);

    const toEnd = () => {
        atEnd.current = true;
        setBelow(false);
        box.current?.scrollTo({ top: box.current.scrollHeight });
    };
    useLayoutEffect(() => {
        const grown = new ResizeObserver(() => atEnd.current && toEnd());
        if (content.current) grown.observe(content.current);
        if (box.current) grown.observe(box.current);
        return () => grown.disconnect();
    }, []);
    const last = messages.at(-1);
    useLayoutEffect(() => {
        if (atEnd.current || last?.user === as.id) toEnd();
        else setBelow(true);
    }, [last?.ts]);

    // Content that grows also scrolls; only a move upwards is the reader's.
    const onScroll = () => {
        const element = box.current;
        if (element === null) return;
        const gap = element.scrollHeight - element.scrollTop - element.clientHeight;
        if (element.scrollTop < lastTop.current) atEnd.current = gap < 4;
        else if (gap < 40) atEnd.current = true;
        if (atEnd.current) setBelow(false);
        lastTop.current = element.scrollTop;
    };
    return { box, content, below, toEnd, onScroll };
}
