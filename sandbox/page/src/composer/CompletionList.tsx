import { useEffect, useRef } from 'react';
import type { Completion, Offer } from './completion';

interface Props {
    id: string;
    completion: Completion;
    picked: number;
    onHover: (index: number) => void;
    onTake: (offer: Offer) => void;
}

const titles = { command: 'Commands', user: 'People', channel: 'Channels', emoji: 'Emoji' };

export function CompletionList({ id, completion, picked, onHover, onTake }: Props) {
    const box = useRef<HTMLUListElement>(null);
    useEffect(() => {
        box.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
    }, [picked]);
    return (
        <ul className="completion" id={id} ref={box} role="listbox" aria-label={titles[completion.kind]}>
            {completion.offers.map((offer, index) => (
                <li
                    key={offer.insert}
                    id={`${id}-${index}`}
                    role="option"
                    aria-selected={index === picked}
                    onMouseEnter={() => onHover(index)}
                    onMouseDown={(event) => {
                        event.preventDefault();
                        onTake(offer);
                    }}
                >
                    <b>{offer.label}</b>
                    <span>{offer.detail}</span>
                </li>
            ))}
        </ul>
    );
}
