import { useId } from 'react';
import type { Confirm } from '../api/types';
import { Overlay } from '../layout/Overlay';
import { PlainText, TextBlock } from '../text/Mrkdwn';

/** "Are you sure?": asked before an element counts as used. */
export function ConfirmDialog({ ask, onConfirm, onDeny }: { ask: Confirm; onConfirm: () => void; onDeny: () => void }) {
    const title = useId();
    return (
        <Overlay onLeave={onDeny}>
            <div className="dialog dialog-small" role="alertdialog" aria-modal="true" aria-labelledby={title}>
                <header className="dialog-head">
                    <h2 id={title}>
                        <PlainText text={ask.title.text} />
                    </h2>
                </header>
                <div className="dialog-body">
                    <TextBlock text={ask.text} />
                </div>
                <footer className="dialog-foot">
                    <button type="button" className="button" onClick={onDeny}>
                        {ask.deny.text}
                    </button>
                    <button type="button" className={`button button-${ask.style ?? 'primary'}`} autoFocus onClick={onConfirm}>
                        {ask.confirm.text}
                    </button>
                </footer>
            </div>
        </Overlay>
    );
}
