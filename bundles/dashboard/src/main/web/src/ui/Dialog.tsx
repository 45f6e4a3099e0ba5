import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { strings as t } from '../strings';
import { Icon } from './icons';

interface Props {
  title: string;
  kind?: 'dialog' | 'drawer' | 'wide';
  onClose: () => void;
  children: ComponentChildren;
}

/** A modal dialog for as long as it is drawn. The browser keeps the focus inside, and gives it back afterwards. */
export function Dialog({ title, kind = 'dialog', onClose, children }: Props) {
  const element = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useEffect(() => {
    const dialog = element.current;
    dialog?.showModal();
    return () => dialog?.close();
  }, []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the key is Escape, which the browser turns into cancel
    <dialog
      ref={element}
      class={kind}
      aria-labelledby={heading}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => event.target === element.current && onClose()}
    >
      <div class="body">
        <div class="title">
          <h2 id={heading}>{title}</h2>
          <button type="button" class="button quiet icon" aria-label={t.close} onClick={onClose}>
            <Icon name="close" />
          </button>
        </div>
        {children}
      </div>
    </dialog>
  );
}
