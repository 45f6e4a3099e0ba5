import { useState } from 'preact/hooks';
import { query, remove, type Schema } from '../api';
import { dateTime, fingerprint, words } from '../format';
import { may } from '../me';
import { strings as t } from '../strings';
import { CopyButton } from '../ui/CopyButton';
import { Dialog } from '../ui/Dialog';
import { Loaded } from '../ui/Loaded';
import { Notice } from '../ui/Notice';
import { Facts } from '../ui/Page';
import { tell } from '../ui/toast';
import { useResource } from '../useResource';
import { State } from './CertificateList';
import type { Target } from './Revoke';

interface Props {
  certificate: Schema['Certificate'];
  onRevoke: (target: Target) => void;
  onClose: () => void;
}

export function CertificateDetail({ certificate, onRevoke, onClose }: Props) {
  const resource = useResource<Schema['CertificateDetail']>(`/authority/certificates/${certificate.serial}`);
  const [error, setError] = useState<string>();
  const readmit = (kind: 'device' | 'identity') =>
    remove<Schema['Readmitted']>(`/authority/revocations${query({ [kind]: certificate[kind] })}`).then(
      (answer) => {
        onClose();
        tell(t.revoke.readmitted(answer.readmitted));
      },
      (problem: Error) => setError(problem.message),
    );
  const { revocation } = certificate;
  const kinds = revocation ? [] : (['serial', 'device', 'identity'] as const);
  return (
    <Dialog title={t.certificates.certificate(certificate.identity)} kind="drawer" onClose={onClose}>
      <State of={certificate} />
      <Facts
        of={[
          [t.certificates.columns.serial, certificate.serial],
          [t.certificates.columns.identity, certificate.identity],
          [t.certificates.columns.device, certificate.device],
          [t.certificates.signedBy, t.certificates.generation(certificate.generation)],
          [t.certificates.from, dateTime(certificate.notBefore)],
          [t.certificates.columns.until, dateTime(certificate.notAfter)],
          [t.revoke.revoked, revocation && `${dateTime(revocation.at)}, ${words(revocation.reason)}`],
        ]}
      />
      <Loaded from={resource}>
        {(detail) => (
          <>
            <Facts
              of={[
                [t.certificates.subject, detail.subject],
                [t.certificates.issuer, detail.issuer],
                [t.certificates.key, detail.algorithm],
                [t.certificates.fingerprint, fingerprint(detail.fingerprint)],
              ]}
            />
            <div class="row">
              <CopyButton text={detail.pem} label={t.certificates.copyPem} />
            </div>
          </>
        )}
      </Loaded>
      {error && (
        <Notice tone="bad" live>
          {error}
        </Notice>
      )}
      {may('OPERATOR') && (
        <div class="row">
          {kinds.map((kind) => (
            <button
              key={kind}
              type="button"
              class="button small danger"
              onClick={() => onRevoke({ kind, certificate })}
            >
              {t.revoke.kinds[kind]}
            </button>
          ))}
          {revocation &&
            (['device', 'identity'] as const).map((kind) => (
              <button key={kind} type="button" class="button small" onClick={() => readmit(kind)}>
                {t.revoke.readmit[kind]}
              </button>
            ))}
        </div>
      )}
    </Dialog>
  );
}
