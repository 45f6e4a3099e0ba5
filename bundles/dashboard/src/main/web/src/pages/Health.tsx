import { useState } from 'preact/hooks';
import { get, type Schema } from '../api';
import { clock, count, dateTime, latency } from '../format';
import { may } from '../me';
import { strings as t } from '../strings';
import { Loaded } from '../ui/Loaded';
import { Badge, Empty, Notice } from '../ui/Notice';
import { Card, Page } from '../ui/Page';
import { useResource } from '../useResource';

const tones = { OK: 'ok', WARN: 'warn', TEMPORARILY_UNAVAILABLE: 'warn', CRITICAL: 'bad' } as const;

export function Health() {
  const health = useResource<Schema['Health']>('/health');
  return (
    <Page
      title={t.pages.health}
      actions={
        <button type="button" class="button" onClick={() => void health.reload()}>
          {t.health.check}
        </button>
      }
    >
      <div class="stack">
        <Card
          title={t.health.checks}
          actions={
            health.data && (
              <>
                <AsOf at={health.at} />
                <Badge tone={health.data.ready ? 'ok' : 'bad'}>
                  {health.data.ready ? t.health.ready : t.health.notReady}
                </Badge>
              </>
            )
          }
        >
          <Loaded from={health}>{({ results }) => <Checks results={results} />}</Loaded>
        </Card>
        <Audit />
      </div>
    </Page>
  );
}

/** That it was fetched anew is seen by this, and nothing else may have changed. */
function AsOf({ at }: { at?: number }) {
  return (
    <span class="muted small" role="status">
      {at !== undefined && t.asOf(clock(at))}
    </span>
  );
}

function Checks({ results }: { results: Schema['HealthResult'][] }) {
  if (results.length === 0) {
    return <Empty icon="health">{t.health.none}</Empty>;
  }
  return (
    <ul class="steps">
      {results.map((result) => (
        <li key={result.name} class="check">
          <Badge tone={tones[result.status]}>{t.health.statuses[result.status]}</Badge>
          <div>
            <strong>{result.name}</strong>
            <p class="muted wrap-anywhere">{result.message}</p>
          </div>
          <span class="muted small">{latency(result.took)}</span>
        </li>
      ))}
    </ul>
  );
}

function Audit() {
  const audit = useResource<Schema['Audit']>('/audit?limit=100');
  const [verified, setVerified] = useState<Schema['AuditVerification']>();
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);
  const verify = async () => {
    setBusy(true);
    setError(undefined);
    setVerified(undefined);
    await get<Schema['AuditVerification']>('/audit/verify').then(setVerified, (problem: Error) =>
      setError(problem.message),
    );
    setBusy(false);
  };
  return (
    <Card
      title={t.audit.title}
      actions={
        <>
          <AsOf at={audit.at} />
          <button type="button" class="button small" onClick={() => void audit.reload()}>
            {t.reload}
          </button>
          {may('ADMIN') && (
            <button type="button" class="button small" disabled={busy} onClick={verify}>
              {t.audit.verify}
            </button>
          )}
        </>
      }
    >
      <div class="stack">
        {verified && (
          <Notice tone={verified.whole ? 'ok' : 'bad'} live>
            {verdict(verified)}
          </Notice>
        )}
        {error && (
          <Notice tone="bad" live>
            {error}
          </Notice>
        )}
        <Loaded from={audit}>{({ entries }) => <Entries entries={entries} />}</Loaded>
      </div>
    </Card>
  );
}

function verdict({ whole, lines, lost, fault }: Schema['AuditVerification']): string {
  const sentence =
    whole || !fault ? t.audit.whole(count(lines)) : t.audit.broken(fault.file, count(fault.line), fault.problem);
  return lost > 0 ? `${sentence} ${t.audit.lost(count(lost))}` : sentence;
}

/** Members that have a column of their own, or say nothing to people. */
const APART = ['time', 'at', 'event', 'type', 'hash', 'previous', 'prev', 'seq'];

function Entries({ entries }: { entries: Schema['AuditEntry'][] }) {
  if (entries.length === 0) {
    return <Empty icon="health">{t.audit.none}</Empty>;
  }
  return (
    <div class="scroll-x">
      <table class="plain cards">
        <thead>
          <tr>
            <th scope="col">{t.audit.time}</th>
            <th scope="col">{t.audit.event}</th>
            <th scope="col">{t.audit.details}</th>
          </tr>
        </thead>
        <tbody>
          {entries.map((entry, i) => (
            <tr key={String(entry.seq ?? i)}>
              <td data-label={t.audit.time} class="nowrap">
                {dateTime(String(entry.time ?? entry.at ?? ''))}
              </td>
              <td data-label={t.audit.event}>
                <strong>{String(entry.event ?? entry.type ?? '')}</strong>
              </td>
              <td data-label={t.audit.details} class="wrap-anywhere muted">
                {details(entry)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function details(entry: Schema['AuditEntry']): string {
  return Object.entries(entry)
    .filter(([name, value]) => !APART.includes(name) && value !== null && value !== '')
    .map(([name, value]) => `${name} ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`)
    .join(' · ');
}
