import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { usePage } from '../state/context';
import { CompletionList } from './CompletionList';
import { type Completion, commandOf, complete, type Offer } from './completion';
import { remember } from './history';
import { send } from './send';
import { useCompletion } from './useCompletion';
import { useHistory } from './useHistory';

interface Props {
    channel: string;
    thread?: string;
    label: string;
    placeholder: string;
}

/** The message box. Enter sends, Shift+Enter breaks the line, arrow up brings back what was sent before. */
export function Composer({ channel, thread, label, placeholder }: Props) {
    const page = usePage();
    const box = useRef<HTMLTextAreaElement>(null);
    const [text, setText] = useState('');
    const [cursor, setCursor] = useState(0);
    const [failure, setFailure] = useState('');
    const listId = `completion-${label}`;

    const put = (value: string, at = value.length) => {
        setText(value);
        setCursor(at);
        requestAnimationFrame(() => box.current?.setSelectionRange(at, at));
    };
    const take = (completion: Completion, offer: Offer) => {
        const done = complete(text, completion, offer);
        put(done.text, done.cursor);
        box.current?.focus();
    };
    const { completion, index, pick, onKey } = useCompletion(text, cursor, page.workspace, take);
    const history = useHistory(page.as.id, put);
    const command = completion ? undefined : commandOf(text, page.workspace.commands);

    useEffect(() => {
        put('');
        history.leave();
        setFailure('');
        if (window.matchMedia('(pointer: fine)').matches) box.current?.focus();
    }, [channel, thread, page.as.id]);
    useFittingHeight(box, text);

    const submit = async () => {
        if (text.trim() === '') return;
        put('');
        history.leave();
        setFailure('');
        remember(page.as.id, text.trim());
        const problem = await send(page, channel, thread, text).catch(() => 'The sandbox did not answer. Is it running?');
        if (problem === '') return;
        setFailure(problem);
        setText((now) => (now === '' ? text : now));
    };
    const onKeyDown = (event: React.KeyboardEvent) => {
        if (event.nativeEvent.isComposing || onKey(event) || history.onKey(event, text)) return;
        if (event.key !== 'Enter' || event.shiftKey) return;
        event.preventDefault();
        void submit();
    };
    return (
        <div className="composer">
            {completion && (
                <CompletionList
                    id={listId}
                    completion={completion}
                    picked={index}
                    onHover={pick}
                    onTake={(offer) => take(completion, offer)}
                />
            )}
            {command && (
                <div className="usage-hint" data-testid="usage-hint">
                    <b>{command.command}</b> {command.usage_hint}
                    <span>{command.description}</span>
                </div>
            )}
            {failure && (
                <div className="composer-failure" role="alert">
                    {failure}
                </div>
            )}
            <div className="composer-box">
                <textarea
                    ref={box}
                    rows={1}
                    aria-label={label}
                    placeholder={placeholder}
                    value={text}
                    aria-autocomplete="list"
                    aria-controls={completion ? listId : undefined}
                    aria-activedescendant={completion ? `${listId}-${index}` : undefined}
                    autoComplete="off"
                    autoCapitalize="none"
                    spellCheck={!text.startsWith('/')}
                    onChange={(event) => {
                        setText(event.target.value);
                        setCursor(event.target.selectionStart);
                        history.leave();
                    }}
                    onSelect={(event) => setCursor(event.currentTarget.selectionStart)}
                    onKeyDown={onKeyDown}
                />
                <button
                    type="button"
                    className="send-button"
                    aria-label="Send"
                    disabled={text.trim() === ''}
                    onClick={() => void submit()}
                >
                    ➤
                </button>
            </div>
        </div>
    );
}

/** Grows with its lines, up to a point. */
function useFittingHeight(box: React.RefObject<HTMLTextAreaElement | null>, text: string): void {
    useLayoutEffect(() => {
        const element = box.current;
        if (element === null) return;
        element.style.height = 'auto';
        element.style.height = `${Math.min(element.scrollHeight, 240)}px`;
    }, [box, text]);
}
