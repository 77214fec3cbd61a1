import type { Block } from '../api/types';
import { BlockElement } from './BlockElement';

export function Actions({ block }: { block: Block }) {
    return (
        <div className="block-actions">
            {(block.elements ?? []).map((element, index) => (
                <BlockElement key={element.action_id ?? index} element={element} blockId={block.block_id ?? ''} />
            ))}
        </div>
    );
}
