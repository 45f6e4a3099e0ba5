import { useState } from 'preact/hooks';
import { post, type Schema } from '../api';
import { dateTime, duration, latency, rate } from '../format';
import { strings as t } from '../strings';
import { Field } from '../ui/Field';
import { FormDialog } from '../ui/FormDialog';
import { Notice } from '../ui/Notice';
import { Facts } from '../ui/Page';

/** Asks the authenticators about a token. The token is sent, and shown nowhere. */
export function TryToken({ onClose }: { onClose: () => void }) {
  const [result, setResult] = useState<Schema['Tried']>();
  const send = async (given: (name: string) => string) => {
    setResult(undefined);
    const members = ['token', 'uuid', 'name', 'nonce'].map((name) => [name, given(name) || null]);
    setResult(await post<Schema['Tried']>('/authenticators/try', Object.fromEntries(members)));
  };
  return (
    <FormDialog title={t.try.title} action={t.try.send} cancel={t.close} onSend={send} onClose={onClose}>
      <p class="muted">{t.try.lead}</p>
      <Field label={t.try.token}>
        <input name="token" type="password" autocomplete="off" required />
      </Field>
      <Field label={t.try.uuid} hint={t.try.optional}>
        <input name="uuid" autocomplete="off" />
      </Field>
      <Field label={t.try.name} hint={t.try.optional}>
        <input name="name" autocomplete="off" />
      </Field>
      <Field label={t.try.nonce} hint={t.try.optional}>
        <input name="nonce" type="password" autocomplete="off" />
      </Field>
      {result && <Result of={result} />}
    </FormDialog>
  );
}

function Result({ of: tried }: { of: Schema['Tried'] }) {
  const { limits, uses } = tried;
  return (
    <Notice tone={tried.accepted ? 'ok' : 'bad'} live>
      <strong>{tried.accepted ? t.try.accepted : t.try.refused}</strong>
      <Facts
        of={[
          [t.try.by, tried.authenticator],
          [t.try.reason, tried.reason],
          [t.tunnels.identity, tried.identity],
          [t.try.took, latency(tried.took)],
          [t.try.maxTunnels, limits && limits.tunnels > 0 ? String(limits.tunnels) : undefined],
          [t.try.bandwidth, limits && limits.bytesPerSecond > 0 ? rate(limits.bytesPerSecond) : undefined],
          [t.try.lifetime, limits && limits.lifetime > 0 ? duration(limits.lifetime) : undefined],
          [t.try.uses, uses ? t.try.goodFor(uses.tunnels, dateTime(uses.until)) : undefined],
          ...Object.entries(tried.attributes).map(([name, value]): [string, string] => [name, value]),
        ]}
      />
    </Notice>
  );
}
