import { useId, useMemo, useRef, useState } from 'react';
import { sandbox } from '../api/sandbox';
import type { View, ViewValues } from '../api/types';
import { Blocks } from '../blocks/Blocks';
import { type Source, SourceContext } from '../blocks/source';
import { Overlay } from '../layout/Overlay';
import { usePage } from '../state/context';

/** The modal an app has opened for the acting person. */
export function Modal({ view }: { view: View }) {
    const page = usePage();
    const as = page.as.id;
    const title = useId();
    const values = useRef<ViewValues>({});
    const [errors, setErrors] = useState<Record<string, string>>({});
    const [failed, setFailed] = useState('');
    const [busy, setBusy] = useState(false);

    const source = useMemo<Source>(
        () => ({
            errors,
            keep: ({ action_id, block_id, value }) => {
                const block = (values.current[block_id] ??= {});
                block[action_id] = value;
            },
            press: async (pressed) => {
                const { action_id, block_id, value } = pressed;
                const given = { as, view_id: view.id, action_id, block_id, value, values: values.current };
                const answer = await sandbox.press(given);
                if (!answer.ok) throw new Error(`The app did not take this (${answer.error ?? 'no answer'}).`);
            },
        }),
        [as, view.id, errors],
    );
    const submit = async () => {
        setBusy(true);
        setFailed('');
        try {
            const answer = await sandbox.submit({ as, view_id: view.id, values: shownAnswers(view, values.current) });
            setErrors(answer.errors ?? {});
            if (!answer.ok && !answer.errors) setFailed('We had some trouble connecting to the app. Try again?');
        } catch {
            setFailed('The sandbox did not answer. Try again?');
        } finally {
            setBusy(false);
        }
    };
    const close = () => void sandbox.close({ as, view_id: view.id });
    return (
        <Overlay onLeave={close}>
            <form
                className="dialog"
                role="dialog"
                aria-modal="true"
                aria-labelledby={title}
                data-view-id={view.id}
                noValidate
                onSubmit={(event) => {
                    event.preventDefault();
                    void submit();
                }}
            >
                <header className="dialog-head">
                    <h2 id={title}>{view.title?.text ?? ''}</h2>
                    <button type="button" className="icon-button" aria-label="Close modal" onClick={close}>
                        ✕
                    </button>
                </header>
                <div className="dialog-body">
                    {failed && (
                        <p className="dialog-failed" role="alert">
                            {failed}
                        </p>
                    )}
                    <SourceContext.Provider value={source}>
                        <Blocks blocks={view.blocks} />
                    </SourceContext.Provider>
                </div>
                <footer className="dialog-foot">
                    <button type="button" className="button" onClick={close}>
                        {view.close?.text ?? 'Close'}
                    </button>
                    {view.submit && (
                        <button type="submit" className="button button-primary" disabled={busy} aria-busy={busy}>
                            {view.submit.text}
                        </button>
                    )}
                </footer>
            </form>
        </Overlay>
    );
}

/** Only what the modal asks now: an update may have taken inputs away. */
function shownAnswers(view: View, values: ViewValues): ViewValues {
    const shown = new Set(view.blocks.map((block) => block.block_id));
    return Object.fromEntries(Object.entries(values).filter(([blockId]) => shown.has(blockId)));
}
