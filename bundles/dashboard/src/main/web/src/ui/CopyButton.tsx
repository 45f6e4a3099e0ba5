import { strings as t } from '../strings';
import { Icon } from './icons';
import { tell } from './toast';

/** Puts a text into the clipboard. */
export function CopyButton({ text, label = t.copy }: { text: string; label?: string }) {
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => tell(t.copied),
      () => tell(t.errors.clipboard, true),
    );
  return (
    <button type="button" class="button small" onClick={copy}>
      <Icon name="copy" size={16} />
      {label}
    </button>
  );
}
