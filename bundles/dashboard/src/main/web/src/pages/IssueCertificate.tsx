import { useState } from 'preact/hooks';
import { post, type Schema } from '../api';
import { strings as t } from '../strings';
import { CopyButton } from '../ui/CopyButton';
import { Dialog } from '../ui/Dialog';
import { Field } from '../ui/Field';
import { Notice } from '../ui/Notice';

interface Props {
  onIssued: () => void;
  onClose: () => void;
}

/** Issues a certificate for a signing request that is pasted. */
export function IssueCertificate({ onIssued, onClose }: Props) {
  const [issued, setIssued] = useState<Schema['Issued']>();
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);
  const send = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const given = (name: string) => String(form.get(name) ?? '').trim();
    setBusy(true);
    setError(undefined);
    try {
      const body: Schema['Issue'] = {
        identity: given('identity'),
        device: given('device') || null,
        request: given('request'),
        days: given('days') ? Number(given('days')) : null,
      };
      setIssued(await post<Schema['Issued']>('/authority/certificates', body));
      onIssued();
    } catch (problem) {
      setError((problem as Error).message);
    }
    setBusy(false);
  };
  return (
    <Dialog title={t.certificates.issue} kind="wide" onClose={onClose}>
      {issued ? (
        <>
          <Notice tone="ok" live>
            {t.issue.done(issued.certificate.serial, issued.certificate.device)}
          </Notice>
          <pre class="code">{issued.pem}</pre>
          <div class="buttons">
            <CopyButton text={issued.pem} />
            <button type="button" class="button primary" onClick={onClose}>
              {t.close}
            </button>
          </div>
        </>
      ) : (
        <form class="stack" onSubmit={send}>
          <Field label={t.tunnels.identity} hint={t.issue.identityHint}>
            <input name="identity" required />
          </Field>
          <Field label={t.issue.request} hint={t.issue.requestHint}>
            <textarea name="request" rows={8} required spellcheck={false} />
          </Field>
          <Field label={t.issue.device} hint={t.issue.deviceHint}>
            <input name="device" spellcheck={false} />
          </Field>
          <Field label={t.issue.days} hint={t.issue.daysHint}>
            <input name="days" type="number" min={1} />
          </Field>
          {error && (
            <Notice tone="bad" live>
              {error}
            </Notice>
          )}
          <div class="buttons">
            <button type="button" class="button" onClick={onClose}>
              {t.cancel}
            </button>
            <button type="submit" class="button primary" disabled={busy}>
              {t.issue.action}
            </button>
          </div>
        </form>
      )}
    </Dialog>
  );
}
