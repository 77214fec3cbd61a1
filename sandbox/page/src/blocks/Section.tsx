import type { Block } from '../api/types';
import { TextBlock } from '../text/Mrkdwn';
import { BlockElement } from './BlockElement';

export function Section({ block }: { block: Block }) {
    return (
        <div className="block-section">
            <div className="block-section-text">
                {block.text && <TextBlock text={block.text} />}
                {block.fields && (
                    <div className="block-fields">
                        {block.fields.map((field, index) => (
                            <div key={index} className="block-field">
                                <TextBlock text={field} />
                            </div>
                        ))}
                    </div>
                )}
            </div>
            {block.accessory && (
                <div className="block-accessory">
                    <BlockElement element={block.accessory} blockId={block.block_id ?? ''} />
                </div>
            )}
        </div>
    );
}
