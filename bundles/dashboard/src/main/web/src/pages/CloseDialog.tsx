import { useState } from 'preact/hooks';
import { query } from '../api';
import { strings as t } from '../strings';
import { Confirm } from '../ui/Confirm';
import { Field } from '../ui/Field';

/** A close reason has room for so many bytes, RFC 6455 section 5.5. */
const ROOM = 123;

interface Props {
  title: string;
  explanation: string;
  /** Gets the reason as a query, empty when none was given. */
  onConfirm: (query: string) => Promise<void>;
  onClose: () => void;
}

/** Asks whether to close a tunnel or a session, and what to tell its peers. */
export function CloseDialog({ title, explanation, onConfirm, onClose }: Props) {
  const [reason, setReason] = useState('');
  return (
    <Confirm
      title={title}
      action={t.tunnels.close}
      danger
      onConfirm={() => onConfirm(query({ reason: reason.trim() }))}
      onClose={onClose}
    >
      <p>{explanation}</p>
      <Field label={t.tunnels.reason} hint={t.tunnels.reasonHint}>
        <input value={reason} maxLength={ROOM} onInput={(event) => setReason(event.currentTarget.value)} />
      </Field>
    </Confirm>
  );
}
