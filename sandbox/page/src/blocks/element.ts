import type { Element } from '../api/types';

/** One element of an actions block, a section's accessory, or an input. `label` names an input for screen readers. */
export interface ElementProps {
    element: Element;
    blockId: string;
    label?: string;
    /** In an input block using the element is no action of its own. */
    quiet?: boolean;
    invalid?: boolean;
}
