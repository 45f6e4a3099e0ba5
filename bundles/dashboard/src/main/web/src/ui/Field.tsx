import type { ComponentChildren, JSX } from 'preact';
import { cloneElement } from 'preact';
import { useId } from 'preact/hooks';

interface Props {
  label: ComponentChildren;
  hint?: ComponentChildren;
  error?: string;
  /** A check box stands before its label. */
  inline?: boolean;
  children: JSX.Element;
}

/** A control with its label, what it means, and what is wrong with it; read together by a screen reader. */
export function Field({ label, hint, error, inline, children }: Props) {
  const id = useId();
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ');
  const control = cloneElement(children, {
    id,
    'aria-describedby': described || undefined,
    'aria-invalid': error ? true : undefined,
  });
  const name = <label for={id}>{label}</label>;
  return (
    <div class={`field ${inline ? 'inline' : ''}`}>
      {inline ? control : name}
      {inline ? name : control}
      {hint && (
        <span id={`${id}-hint`} class="hint">
          {hint}
        </span>
      )}
      {error && (
        <span id={`${id}-error`} class="error">
          {error}
        </span>
      )}
    </div>
  );
}
