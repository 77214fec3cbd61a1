import { memo } from 'react';
import type { Block } from '../api/types';
import { Actions } from './Actions';
import { Context } from './Context';
import { Input } from './Input';
import { LibraryBlock } from './LibraryBlock';
import { RichText } from './RichText';
import { Section } from './Section';
import { Table } from './Table';
import { PlainText } from '../text/Mrkdwn';

/** The blocks of a message, an attachment or a modal, in order. */
export const Blocks = memo(function Blocks({ blocks }: { blocks: Block[] }) {
    return (
        <div className="blocks">
            {blocks.map((block, index) => (
                <OneBlock key={block.block_id ?? index} block={block} />
            ))}
        </div>
    );
});

function OneBlock({ block }: { block: Block }) {
    switch (block.type) {
        case 'header':
            return <h3 className="block-header">{block.text && <PlainText text={block.text.text} />}</h3>;
        case 'divider':
            return <hr className="block-divider" />;
        case 'section':
            return <Section block={block} />;
        case 'context':
            return <Context block={block} />;
        case 'actions':
            return <Actions block={block} />;
        case 'input':
            return <Input block={block} />;
        case 'table':
            return <Table block={block} />;
        case 'rich_text':
            return <RichText block={block} />;
        default:
            return <LibraryBlock block={block} />;
    }
}
