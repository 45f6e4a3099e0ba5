import { useEffect, useState } from 'preact/hooks';
import { query, type Schema } from '../api';
import { count, date } from '../format';
import { may } from '../me';
import { strings as t } from '../strings';
import { Loaded } from '../ui/Loaded';
import { Badge, Empty } from '../ui/Notice';
import { Card } from '../ui/Page';
import { SearchBox } from '../ui/VirtualTable';
import { useResource } from '../useResource';
import { CertificateDetail } from './CertificateDetail';
import { Revoke, type Target } from './Revoke';

type Certificate = Schema['Certificate'];

const LIMIT = 25;
/** Milliseconds after the last key before it is searched. */
const TYPING = 250;

type Which = 'valid' | 'all' | 'revoked' | 'expiring';

const queries: Record<Which, Record<string, boolean | number>> = {
  valid: { revoked: false },
  all: { expired: true },
  revoked: { revoked: true, expired: true },
  expiring: { revoked: false, expires: 30 },
};

/** The register: search, pages, and what can be done with a certificate. */
export function CertificateList({ version }: { version: number }) {
  const [text, setText] = useState('');
  const search = useSettled(text);
  const [which, setWhich] = useState<Which>('valid');
  const [offset, setOffset] = useState(0);
  const [detail, setDetail] = useState<Certificate>();
  const [target, setTarget] = useState<Target>();
  const path = `/authority/certificates${query({ text: search.trim(), ...queries[which], offset, limit: LIMIT })}`;
  const resource = useResource<Schema['Certificates']>(path);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the version tells that certificates have changed
  useEffect(() => {
    if (version > 0) {
      void resource.reload();
    }
  }, [version]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another search begins at its first page
  useEffect(() => setOffset(0), [search, which]);
  return (
    <Card title={t.certificates.register}>
      <div class="stack">
        <div class="row">
          <SearchBox label={t.certificates.search} value={text} onInput={setText} />
          <select
            class="auto"
            aria-label={t.certificates.which}
            value={which}
            onChange={(event) => setWhich(event.currentTarget.value as Which)}
          >
            {Object.entries(t.certificates.whichWords).map(([value, label]) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </select>
        </div>
        <Loaded from={resource}>
          {({ total, certificates }) =>
            total === 0 ? (
              <Empty icon="certificates">{t.certificates.none}</Empty>
            ) : (
              <>
                <Rows certificates={certificates} onDetail={setDetail} onRevoke={setTarget} />
                <Pager total={total} offset={offset} shown={certificates.length} onOffset={setOffset} />
              </>
            )
          }
        </Loaded>
      </div>
      {detail && <CertificateDetail certificate={detail} onRevoke={setTarget} onClose={() => setDetail(undefined)} />}
      {target && (
        <Revoke
          target={target}
          onRevoked={async () => {
            setDetail(undefined);
            await resource.reload();
          }}
          onClose={() => setTarget(undefined)}
        />
      )}
    </Card>
  );
}

/** A value once it has not changed for a moment. */
function useSettled(value: string): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), TYPING);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}

interface RowsProps {
  certificates: Certificate[];
  onDetail: (certificate: Certificate) => void;
  onRevoke: (target: Target) => void;
}

function Rows({ certificates, onDetail, onRevoke }: RowsProps) {
  const heads = t.certificates.columns;
  return (
    <div class="scroll-x">
      <table class="plain cards">
        <thead>
          <tr>
            {[heads.serial, heads.identity, heads.device, heads.until, heads.state].map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
            <th scope="col">
              <span class="visually-hidden">{t.actions}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {certificates.map((certificate) => (
            <tr key={certificate.serial}>
              <td data-label={heads.serial}>
                <button type="button" class="link-button mono" onClick={() => onDetail(certificate)}>
                  {certificate.serial.length > 12 ? `${certificate.serial.slice(0, 12)}…` : certificate.serial}
                </button>
              </td>
              <td data-label={heads.identity}>{certificate.identity}</td>
              <td data-label={heads.device} class="mono small">
                {certificate.device}
              </td>
              <td data-label={heads.until} class="nowrap">
                {date(certificate.notAfter)}
              </td>
              <td data-label={heads.state}>
                <State of={certificate} />
              </td>
              <td>
                {may('OPERATOR') && !certificate.revocation && (
                  <button
                    type="button"
                    class="button small danger"
                    aria-label={t.revoke.of(certificate.serial)}
                    onClick={() => onRevoke({ kind: 'serial', certificate })}
                  >
                    {t.revoke.action}
                  </button>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

export function State({ of: certificate }: { of: Certificate }) {
  if (certificate.revocation) {
    return <Badge tone="bad">{t.certificates.states.revoked}</Badge>;
  }
  const now = Date.now();
  if (Date.parse(certificate.notAfter) < now) {
    return <Badge tone="neutral">{t.certificates.states.expired}</Badge>;
  }
  return <Badge tone="ok">{t.certificates.states.valid}</Badge>;
}

interface PagerProps {
  total: number;
  offset: number;
  shown: number;
  onOffset: (offset: number) => void;
}

function Pager({ total, offset, shown, onOffset }: PagerProps) {
  return (
    <nav class="row" aria-label={t.certificates.pages}>
      <span class="muted small" role="status">
        {t.certificates.range(count(offset + 1), count(offset + shown), count(total))}
      </span>
      <div class="push row tight">
        <button type="button" class="button small" disabled={offset === 0} onClick={() => onOffset(offset - LIMIT)}>
          {t.certificates.previous}
        </button>
        <button
          type="button"
          class="button small"
          disabled={offset + shown >= total}
          onClick={() => onOffset(offset + LIMIT)}
        >
          {t.certificates.next}
        </button>
      </div>
    </nav>
  );
}
