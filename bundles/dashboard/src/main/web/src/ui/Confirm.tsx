import type { ComponentChildren } from 'preact';
import { FormDialog } from './FormDialog';

interface Props {
  title: string;
  action: string;
  danger?: boolean;
  /** Does it; the dialog shows what went wrong, or closes. */
  onConfirm: () => Promise<void>;
  onClose: () => void;
  children?: ComponentChildren;
}

/** Asks once, says what will happen, and shows that it is happening. */
export function Confirm({ onConfirm, ...dialog }: Props) {
  const send = async () => {
    await onConfirm();
    dialog.onClose();
  };
  return <FormDialog {...dialog} onSend={send} />;
}
