import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { strings as t } from '../strings';
import { Dialog } from './Dialog';
import { Notice } from './Notice';

interface Props {
  title: string;
  /** What the button says: the deed, not "OK". */
  action: string;
  danger?: boolean;
  /** Does it; the dialog shows what went wrong, or closes. */
  onConfirm: () => Promise<void>;
  onClose: () => void;
  children?: ComponentChildren;
}

/** Asks once, says what will happen, and shows that it is happening. */
export function Confirm({ title, action, danger, onConfirm, onClose, children }: Props) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string>();
  const confirm = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    try {
      await onConfirm();
      onClose();
    } catch (problem) {
      setError((problem as Error).message);
      setBusy(false);
    }
  };
  return (
    <Dialog title={title} onClose={() => !busy && onClose()}>
      <form class="stack" onSubmit={confirm}>
        {children}
        {busy && <progress aria-label={t.working} />}
        {error && (
          <Notice tone="bad" live>
            {error}
          </Notice>
        )}
        <div class="buttons">
          <button type="button" class="button" disabled={busy} onClick={onClose}>
            {t.cancel}
          </button>
          <button type="submit" class={`button primary ${danger ? 'danger' : ''}`} disabled={busy}>
            {action}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
