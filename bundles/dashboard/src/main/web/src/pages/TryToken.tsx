import { useState } from 'preact/hooks';
import { post, type Schema } from '../api';
import { dateTime, duration, latency, rate } from '../format';
import { strings as t } from '../strings';
import { Dialog } from '../ui/Dialog';
import { Field } from '../ui/Field';
import { Notice } from '../ui/Notice';
import { Facts } from '../ui/Page';

/** Asks the authenticators about a token. The token is sent, and shown nowhere. */
export function TryToken({ onClose }: { onClose: () => void }) {
  const [busy, setBusy] = useState(false);
  const [result, setResult] = useState<Schema['Tried']>();
  const [error, setError] = useState<string>();
  const send = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const given = (name: string) => String(form.get(name) ?? '') || null;
    setBusy(true);
    setResult(undefined);
    setError(undefined);
    try {
      const body = { token: given('token'), uuid: given('uuid'), name: given('name'), nonce: given('nonce') };
      setResult(await post<Schema['Tried']>('/authenticators/try', body));
    } catch (problem) {
      setError((problem as Error).message);
    }
    setBusy(false);
  };
  return (
    <Dialog title={t.try.title} onClose={onClose}>
      <form class="stack" onSubmit={send} autocomplete="off">
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
        {error && (
          <Notice tone="bad" live>
            {error}
          </Notice>
        )}
        <div class="buttons">
          <button type="button" class="button" onClick={onClose}>
            {t.close}
          </button>
          <button type="submit" class="button primary" disabled={busy}>
            {t.try.send}
          </button>
        </div>
      </form>
    </Dialog>
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
