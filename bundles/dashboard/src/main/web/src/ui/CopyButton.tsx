import { useEffect, useState } from 'preact/hooks';
import { strings as t } from '../strings';
import { Icon } from './icons';
import { tell } from './toast';

/** Milliseconds for which it says that it has worked. */
const SAYS = 2_000;

/** Puts a text into the clipboard. It says so itself: in a dialog, nobody would see it anywhere else. */
export function CopyButton({ text, label = t.copy }: { text: string; label?: string }) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    const timer = copied ? setTimeout(() => setCopied(false), SAYS) : undefined;
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => setCopied(true),
      () => tell(t.errors.clipboard, true),
    );
  return (
    <button type="button" class="button small" disabled={text === ''} onClick={copy}>
      <Icon name={copied ? 'check' : 'copy'} size={16} />
      <span aria-live="polite">{copied ? t.copied : label}</span>
    </button>
  );
}
