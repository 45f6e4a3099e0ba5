import { useState } from 'preact/hooks';
import { post, type Schema } from '../api';
import { strings as t } from '../strings';
import { Confirm } from '../ui/Confirm';
import { Field } from '../ui/Field';
import { tell } from '../ui/toast';

interface Props {
  authority?: Schema['Authority'];
  onRenewed: (authority: Schema['Authority']) => void;
  onClose: () => void;
}

/** "Renew D2D Certificate": says what will happen, and does it. */
export function RenewAuthority({ authority, onRenewed, onClose }: Props) {
  const [later, setLater] = useState(false);
  const prepared = authority?.generations.find((each) => each.phase === 'PREPARED');
  const active = authority?.generations.find((each) => each.phase === 'ACTIVE');
  const renew = async () => {
    const answer = await post<Schema['Renewed']>('/authority/generations', { activate: !later });
    onRenewed(answer.authority);
    tell(t.renew.done(answer.generation, !later));
  };
  return (
    <Confirm
      title={t.certificates.renew}
      action={later ? t.renew.prepare : t.renew.action}
      onConfirm={renew}
      onClose={onClose}
    >
      <p>{prepared ? t.renew.goesOn(prepared.number) : t.renew.makes((authority?.generations[0]?.number ?? 0) + 1)}</p>
      <ul class="bullets">
        {t.renew.consequences(active?.number).map((each) => (
          <li key={each}>{each}</li>
        ))}
      </ul>
      <Field label={t.renew.later} hint={t.renew.laterHint} inline>
        <input type="checkbox" checked={later} onChange={(event) => setLater(event.currentTarget.checked)} />
      </Field>
    </Confirm>
  );
}
