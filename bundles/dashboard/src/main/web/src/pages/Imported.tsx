import type { Schema } from '../api';
import { fingerprint } from '../format';
import { strings as t } from '../strings';
import { Notice } from '../ui/Notice';
import { Facts } from '../ui/Page';

/** What came of importing an authority, or of having ours vouched for. */
export function Imported({ of: imported }: { of: Schema['Imported'] }) {
  return (
    <>
      <Notice tone="ok" live>
        {imported.generation === null ? t.crossCertify.done(imported.issuer) : t.import.done(imported.generation)}
      </Notice>
      <Facts
        of={[
          [t.certificates.subject, imported.subject],
          [t.certificates.issuer, imported.issuer],
          [t.certificates.fingerprint, fingerprint(imported.fingerprint)],
        ]}
      />
    </>
  );
}
