import { PlainText } from '../text/Mrkdwn';
import type { ElementProps } from './element';
import { ConfirmDialog } from './ConfirmDialog';
import { usePress } from './usePress';

const safeAddress = /^https?:/i;

export function Button({ element, blockId }: ElementProps) {
    const pressing = usePress(element, blockId);
    const label = typeof element.text === 'string' ? element.text : (element.text?.text ?? '');
    const press = () => {
        pressing.press(element.value ?? '');
        if (element.url && safeAddress.test(element.url)) window.open(element.url, '_blank', 'noopener');
    };
    return (
        <>
            <button
                type="button"
                className={`button ${element.style ? `button-${element.style}` : ''}`}
                aria-label={element.accessibility_label}
                aria-busy={pressing.busy}
                disabled={pressing.busy}
                data-action-id={element.action_id}
                onClick={press}
            >
                <PlainText text={label} />
            </button>
            {pressing.failed && (
                <span className="press-failed" role="alert">
                    {pressing.failed}
                </span>
            )}
            {pressing.asking && (
                <ConfirmDialog ask={pressing.asking} onConfirm={pressing.confirm} onDeny={pressing.deny} />
            )}
        </>
    );
}
