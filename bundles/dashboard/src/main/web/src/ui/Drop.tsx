import type { ComponentChildren } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { Icon } from './icons';

interface Props {
  label: string;
  text: string;
  accept: string;
  onFile: (file: File) => void;
  children?: ComponentChildren;
}

/** A place to drop a file on, or to choose one with a button. */
export function Drop({ label, text, accept, onFile, children }: Props) {
  const [over, setOver] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const take = (files: FileList | null | undefined) => {
    const file = files?.[0];
    if (file) {
      onFile(file);
    }
  };
  return (
    <section
      class={`drop ${over ? 'over' : ''}`}
      aria-label={label}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        take(event.dataTransfer?.files);
      }}
    >
      <Icon name="upload" size={28} />
      <span>{text}</span>
      <input
        ref={input}
        type="file"
        class="visually-hidden"
        tabIndex={-1}
        accept={accept}
        aria-label={label}
        onChange={(event) => {
          take(event.currentTarget.files);
          event.currentTarget.value = '';
        }}
      />
      <button type="button" class="button" onClick={() => input.current?.click()}>
        {label}
      </button>
      {children}
    </section>
  );
}
