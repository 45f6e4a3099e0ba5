import { useState } from 'preact/hooks';
import { post, type Schema } from '../api';
import { strings as t } from '../strings';
import { CopyButton } from '../ui/CopyButton';
import { Field } from '../ui/Field';
import { FormDialog } from '../ui/FormDialog';
import { Notice } from '../ui/Notice';

interface Props {
  onIssued: () => void;
  onClose: () => void;
}

/** Issues a certificate for a signing request that is pasted. */
export function IssueCertificate({ onIssued, onClose }: Props) {
  const [issued, setIssued] = useState<Schema['Issued']>();
  const send = async (given: (name: string) => string) => {
    const body: Schema['Issue'] = {
      identity: given('identity').trim(),
      device: given('device').trim() || null,
      request: given('request').trim(),
      days: given('days') ? Number(given('days')) : null,
    };
    setIssued(await post<Schema['Issued']>('/authority/certificates', body));
    onIssued();
  };
  return (
    <FormDialog
      title={t.certificates.issue}
      kind="wide"
      action={t.issue.action}
      onSend={send}
      onClose={onClose}
      done={
        issued && (
          <>
            <Notice tone="ok" live>
              {t.issue.done(issued.certificate.serial, issued.certificate.device)}
            </Notice>
            <pre class="code">{issued.pem}</pre>
            <div class="row">
              <CopyButton text={issued.pem} />
            </div>
          </>
        )
      }
    >
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
    </FormDialog>
  );
}
