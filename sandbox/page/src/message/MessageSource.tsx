import type { Message } from '../api/types';
import { Overlay } from '../layout/Overlay';

/** The message object as the app's history would show it, for the developer of the app. */
export function MessageSource({ message, onClose }: { message: Message; onClose: () => void }) {
    const json = JSON.stringify(message, null, 2);
    return (
        <Overlay onLeave={onClose}>
            <div className="dialog dialog-wide" role="alertdialog" aria-modal="true" aria-label="Message source">
                <header className="dialog-head">
                    <h2>Message {message.ts}</h2>
                </header>
                <pre className="dialog-body source">{json}</pre>
                <footer className="dialog-foot">
                    <button type="button" className="button" onClick={() => void navigator.clipboard?.writeText(json)}>
                        Copy
                    </button>
                    <button type="button" className="button button-primary" onClick={onClose}>
                        Close
                    </button>
                </footer>
            </div>
        </Overlay>
    );
}
