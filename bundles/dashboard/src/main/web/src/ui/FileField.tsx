import { useState } from 'preact/hooks';
import { Field } from './Field';

interface Props<T> {
  label: string;
  hint: string;
  accept: string;
  /** Makes something of the file, or says in an error why not. */
  read: (file: File) => Promise<T>;
  /** Gets what was made of it; `undefined` as long as there is nothing. */
  onRead: (content: T | undefined) => void;
}

/** Asks for a file, and says at once when it is none that can be used. */
export function FileField<T>({ label, hint, accept, read, onRead }: Props<T>) {
  const [error, setError] = useState<string>();
  const take = async (file: File | undefined) => {
    setError(undefined);
    onRead(undefined);
    try {
      onRead(file && (await read(file)));
    } catch (problem) {
      setError((problem as Error).message);
    }
  };
  return (
    <Field label={label} hint={hint} error={error}>
      <input type="file" required accept={accept} onChange={(event) => take(event.currentTarget.files?.[0])} />
    </Field>
  );
}
