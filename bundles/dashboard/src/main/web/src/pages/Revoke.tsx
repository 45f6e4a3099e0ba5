import { useState } from 'preact/hooks';
import { post, type Schema } from '../api';
import { words } from '../format';
import { strings as t } from '../strings';
import { Confirm } from '../ui/Confirm';
import { Field } from '../ui/Field';
import { tell } from '../ui/toast';

/** What is revoked: a certificate alone, or all of its device, or all of its identity. */
export interface Target {
  kind: 'serial' | 'device' | 'identity';
  certificate: Schema['Certificate'];
}

const REASONS: Schema['RevocationReason'][] = [
  'UNSPECIFIED',
  'KEY_COMPROMISE',
  'AFFILIATION_CHANGED',
  'SUPERSEDED',
  'CESSATION_OF_OPERATION',
  'PRIVILEGE_WITHDRAWN',
];

interface Props {
  target: Target;
  onRevoked: () => Promise<void>;
  onClose: () => void;
}

export function Revoke({ target, onRevoked, onClose }: Props) {
  const [reason, setReason] = useState<Schema['RevocationReason']>('UNSPECIFIED');
  const what = target.certificate[target.kind];
  return (
    <Confirm
      title={t.revoke.title}
      action={t.revoke.action}
      danger
      onConfirm={async () => {
        const answer = await post<Schema['Revoked']>('/authority/revocations', { [target.kind]: what, reason });
        tell(t.revoke.done(answer.revoked));
        await onRevoked();
      }}
      onClose={onClose}
    >
      <p class="wrap-anywhere">{t.revoke.explain[target.kind](what)}</p>
      <p>{t.revoke.consequence}</p>
      <Field label={t.revoke.reason}>
        <select value={reason} onChange={(event) => setReason(event.currentTarget.value as Schema['RevocationReason'])}>
          {REASONS.map((each) => (
            <option key={each} value={each}>
              {words(each)}
            </option>
          ))}
        </select>
      </Field>
    </Confirm>
  );
}
