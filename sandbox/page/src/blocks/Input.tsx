import type { Block } from '../api/types';
import { PlainText } from '../text/Mrkdwn';
import { BlockElement } from './BlockElement';
import { useSource } from './source';

/** A labelled input of a modal, with its hint and what the app said is wrong with it. */
export function Input({ block }: { block: Block }) {
    const { errors } = useSource();
    const blockId = block.block_id ?? '';
    const error = errors?.[blockId];
    if (block.element === undefined) return null;
    return (
        <div className={error ? 'block-input has-error' : 'block-input'} data-block-id={blockId}>
            <div className="block-input-label">
                <PlainText text={block.label?.text ?? ''} />
                {block.optional && <span className="optional"> (optional)</span>}
            </div>
            <BlockElement
                element={block.element}
                blockId={blockId}
                label={block.label?.text ?? ''}
                quiet
                invalid={error !== undefined}
            />
            {error && (
                <div className="block-input-error" role="alert">
                    {error}
                </div>
            )}
            {block.hint && <div className="block-input-hint">{<PlainText text={block.hint.text} />}</div>}
        </div>
    );
}
