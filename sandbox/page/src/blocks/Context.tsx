import type { Block, Element, TextObject } from '../api/types';
import { TextBlock } from '../text/Mrkdwn';

export function Context({ block }: { block: Block }) {
    return (
        <div className="block-context">
            {(block.elements ?? []).map((element, index) => (
                <ContextElement key={index} element={element} />
            ))}
        </div>
    );
}

function ContextElement({ element }: { element: Element }) {
    if (element.type === 'image') {
        return <img className="context-image" src={element.image_url} alt={element.alt_text ?? ''} />;
    }
    const text: TextObject = {
        type: element.type === 'mrkdwn' ? 'mrkdwn' : 'plain_text',
        text: typeof element.text === 'string' ? element.text : (element.text?.text ?? ''),
    };
    return <TextBlock text={text} />;
}
