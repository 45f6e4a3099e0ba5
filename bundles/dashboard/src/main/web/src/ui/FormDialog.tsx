import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { strings as t } from '../strings';
import { Dialog } from './Dialog';
import { Notice } from './Notice';

interface Props {
  title: string;
  kind?: 'dialog' | 'wide';
  /** What the button says: the deed, not "OK". */
  action: string;
  danger?: boolean;
  /** What the other button says. */
  cancel?: string;
  /** What came of it: stands in place of the form once there is something. */
  done?: ComponentChildren;
  /** Does it with what was given, by name; the dialog shows what went wrong. */
  onSend: (given: (name: string) => string) => Promise<void>;
  onClose: () => void;
  children?: ComponentChildren;
}

/** Asks for what is needed, shows that it is happening, and what came of it. It stays while it is happening. */
export function FormDialog(props: Props) {
  const { title, kind, action, danger, cancel = t.cancel, done, onSend, onClose, children } = props;
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string>();
  const send = async (event: SubmitEvent) => {
    event.preventDefault();
    if (busy) {
      return;
    }
    const form = new FormData(event.currentTarget as HTMLFormElement);
    setBusy(true);
    setError(undefined);
    try {
      await onSend((name) => String(form.get(name) ?? ''));
    } catch (problem) {
      setError((problem as Error).message);
    }
    setBusy(false);
  };
  return (
    <Dialog title={title} kind={kind} onClose={() => !busy && onClose()}>
      {done ? (
        <Done onClose={onClose}>{done}</Done>
      ) : (
        <form class="stack" onSubmit={send} autocomplete="off">
          {children}
          {busy && <progress aria-label={t.working} />}
          {error && (
            <Notice tone="bad" live>
              {error}
            </Notice>
          )}
          {/* Not disabled while it is happening: the focus would be lost. */}
          <div class="buttons">
            <button type="button" class="button" aria-disabled={busy} onClick={() => !busy && onClose()}>
              {cancel}
            </button>
            <button type="submit" class={`button primary ${danger ? 'danger' : ''}`} aria-disabled={busy}>
              {action}
            </button>
          </div>
        </form>
      )}
    </Dialog>
  );
}

/** What came of it. The focus goes to the button, as the one that had it is gone. */
function Done({ onClose, children }: Pick<Props, 'onClose' | 'children'>) {
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => button.current?.focus(), []);
  return (
    <div class="stack">
      {children}
      <div class="buttons">
        <button ref={button} type="button" class="button primary" onClick={onClose}>
          {t.close}
        </button>
      </div>
    </div>
  );
}
