import type { ComponentChildren } from 'preact';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';
import { strings as t } from '../strings';
import { Icon } from './icons';

interface Props {
  title: string;
  kind?: 'dialog' | 'drawer' | 'wide';
  onClose: () => void;
  children: ComponentChildren;
}

/** A modal dialog for as long as it is drawn. The focus is kept inside, and given back afterwards. */
export function Dialog({ title, kind = 'dialog', onClose, children }: Props) {
  const element = useModal();
  const heading = useId();
  return (
    <dialog
      ref={element}
      class={kind}
      aria-labelledby={heading}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClose={() => {
        // The browser closes it at a second Escape, whatever was said to the first: it is not its to decide.
        if (element.current?.isConnected) {
          element.current.showModal();
          onClose();
        }
      }}
      onPointerDown={(event) => kind === 'drawer' && event.target === element.current && onClose()}
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

/** What is to be filled in. A file is not: what has to be read before stands above it. */
const FIELDS = 'form :is(input:not([type="file"]), textarea, select)';

/** Shows it as a modal one for as long as it is drawn, and gives the focus back afterwards. */
export function useModal() {
  const element = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const before = document.activeElement;
    element.current?.showModal();
    // Not the button to close it, which the browser takes for the first thing of interest.
    element.current?.querySelector<HTMLElement>(FIELDS)?.focus({ preventScroll: true });
    return () => requestAnimationFrame(() => giveBack(before));
  }, []);
  return element;
}

/**
 * To where it was; when that has gone meanwhile, with its row, to the dialog below or the heading of the page. Unless
 * something has it by now.
 */
function giveBack(before: Element | null) {
  if (document.activeElement !== document.body) {
    return;
  }
  const kept = before instanceof HTMLElement && before.isConnected && before !== document.body;
  const below = [...document.querySelectorAll<HTMLElement>('dialog[open] .title button')].at(-1);
  (kept ? before : (below ?? document.querySelector<HTMLElement>('h1')))?.focus({ preventScroll: !kept });
}
