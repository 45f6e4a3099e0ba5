import { useCallback, useMemo, useRef, useState } from 'preact/hooks';
import { get, type Schema } from '../api';
import { count, duration, perSecond, rate, size, sizeParts } from '../format';
import { useLive } from '../live';
import { append } from '../samples';
import { strings as t } from '../strings';
import { BINARY, Chart, type Series, Sparkline, WHOLE } from '../ui/Chart';
import { Badge, Empty, Notice } from '../ui/Notice';
import { Card, Page } from '../ui/Page';
import { useResource } from '../useResource';
import { ActivityFeed } from './ActivityFeed';

type Sample = Schema['Sample'];

/** How often what needs attention is asked for: a rare and slow thing, unlike the samples. */
const ATTENTION_EACH = 10;

export function Overview() {
  const overview = useResource<Schema['Overview']>('/overview');
  const info = useResource<Schema['Info']>('/info');
  const [samples, setSamples] = useState<Sample[]>([]);
  const [now, setNow] = useState<Sample>();
  const history = useCallback(async () => {
    const { samples: past } = await get<Schema['History']>('/overview/history');
    setSamples(past);
    await overview.reload();
  }, [overview.reload]);
  const events = useRef(0);
  useLive(
    'overview',
    (sample) => {
      setNow(sample);
      setSamples((all) => append(all, sample));
      if (++events.current % ATTENTION_EACH === 0) {
        void overview.reload();
      }
    },
    () => void history(),
  );
  const sample = now ?? overview.data?.sample;
  const version = info.data && t.overview.version(info.data.version, info.data.transport?.node ?? '-');
  const since = (Date.now() - (info.at ?? Date.now())) / 1000;
  return (
    <Page
      title={t.pages.overview}
      actions={
        info.data && (
          <span class="muted small">{`${version} · ${t.overview.up(duration(info.data.uptime + since))}`}</span>
        )
      }
    >
      <div class="stack">
        {overview.error && (
          <Notice tone="bad" live>
            {overview.error}
          </Notice>
        )}
        {sample && <Figures sample={sample} samples={samples} />}
        <div class="grid">
          <Card title={t.overview.attention} class="half">
            <Attention items={overview.data?.attention} />
          </Card>
          <Card title={t.overview.activity} class="half">
            <ActivityFeed />
          </Card>
          <Charts samples={samples} />
        </div>
      </div>
    </Page>
  );
}

function Figures({ sample, samples }: { sample: Sample; samples: Sample[] }) {
  const [throughput, unit] = sizeParts(sample.bytesPerSecond ?? 0);
  const sessions = sample.sessions ? Object.values(sample.sessions).reduce((a, b) => a + b, 0) : undefined;
  const last = samples.slice(-60);
  const limited = sample.heapMax > 0;
  return (
    <div class="stats">
      <Figure
        label={t.overview.throughput}
        value={sample.bytesPerSecond === null ? undefined : throughput}
        unit={`${unit}/s`}
        trend={last.map((s) => s.bytesPerSecond ?? 0)}
      />
      <Figure label={t.overview.tunnels} value={sample.tunnels ?? undefined} trend={last.map((s) => s.tunnels ?? 0)} />
      <Figure
        label={t.overview.sessions}
        value={sessions}
        note={sample.sessions ? t.overview.waiting(sample.sessions.WAITING) : undefined}
      />
      <Figure label={t.overview.connections} value={sample.connections ?? undefined} />
      <Figure
        label={t.overview.authentications}
        value={perSecond(sample.accepted)}
        unit={t.overview.acceptedRate}
        note={t.overview.refused(perSecond(sample.rejected), perSecond(sample.failed))}
      />
      <Figure
        label={t.overview.heap}
        value={sizeParts(sample.heapUsed)[0]}
        unit={sizeParts(sample.heapUsed)[1]}
        note={limited ? t.overview.memory(size(sample.heapMax)) : undefined}
        part={limited ? sample.heapUsed / sample.heapMax : undefined}
      />
    </div>
  );
}

interface FigureProps {
  label: string;
  /** `undefined` while the part that tells it is not running. */
  value?: number | string;
  unit?: string;
  note?: string;
  trend?: number[];
  part?: number;
}

function Figure({ label, value, unit, note, trend, part }: FigureProps) {
  return (
    <section class="card stat" aria-label={label}>
      <span class="label">{label}</span>
      <span class="value">
        {value === undefined ? '–' : typeof value === 'number' ? count(value) : value}
        {unit && value !== undefined && <small>{unit}</small>}
      </span>
      {trend ? <Sparkline values={trend} /> : <span class="note">{value === undefined ? t.overview.away : note}</span>}
      {part !== undefined && (
        <div class="bar">
          <div style={{ width: `${Math.round(part * 100)}%` }} />
        </div>
      )}
    </section>
  );
}

function Charts({ samples }: { samples: Sample[] }) {
  const times = useMemo(() => samples.map((s) => Date.parse(s.time) / 1000), [samples]);
  const series = useMemo(() => allSeries(samples), [samples]);
  const charts: [string, Series[], (v: number) => string, number[]?][] = [
    [t.overview.throughputHour, series.throughput, rate, BINARY],
    [t.overview.tunnelsHour, series.tunnels, count, WHOLE],
    [t.overview.authenticationsHour, series.authentications, perSecond],
    [t.overview.memoryHour, series.memory, size, BINARY],
  ];
  return (
    <>
      {charts.map(([title, lines, format, steps]) => (
        <Card key={title} title={title} class="half">
          <Chart label={summary(title, lines, format)} times={times} series={lines} format={format} steps={steps} />
        </Card>
      ))}
    </>
  );
}

function allSeries(samples: Sample[]) {
  const series = (label: string, colour: string, pick: (s: Sample) => number | null): Series => ({
    label,
    colour,
    values: samples.map(pick),
  });
  return {
    throughput: [series(t.overview.throughput, '--series-1', (s) => s.bytesPerSecond)],
    tunnels: [
      series(t.overview.tunnels, '--series-1', (s) => s.tunnels),
      series(t.overview.connections, '--series-2', (s) => s.connections),
    ],
    authentications: [
      series(t.overview.accepted, '--series-1', (s) => s.accepted),
      series(t.overview.rejected, '--series-3', (s) => s.rejected),
      series(t.overview.failed, '--series-4', (s) => s.failed),
    ],
    memory: [
      series(t.overview.heap, '--series-1', (s) => s.heapUsed),
      series(t.overview.direct, '--series-2', (s) => s.directUsed),
    ],
  };
}

/** The chart in words: what each line is now, and was at most. */
function summary(title: string, series: Series[], format: (v: number) => string): string {
  const lines = series.map((s) => {
    const known = s.values.filter((v) => v !== null);
    return t.overview.line(s.label, format(known.at(-1) ?? 0), format(Math.max(0, ...known)));
  });
  return `${title}: ${lines.join('; ')}`;
}

const tones = { CRITICAL: 'bad', WARN: 'warn', INFO: 'neutral' } as const;

function Attention({ items }: { items?: Schema['Attention'][] }) {
  if (!items) {
    return <p class="muted">{t.loading}</p>;
  }
  if (items.length === 0) {
    return <Empty icon="check">{t.overview.allWell}</Empty>;
  }
  return (
    <ul class="stack tight" aria-live="polite">
      {items.map((item) => (
        <li key={item.text}>
          <Notice tone={tones[item.severity]}>
            <div class="row tight">
              <Badge tone={tones[item.severity]}>{t.severities[item.severity]}</Badge>
            </div>
            <p>{item.text}</p>
            <a href={`#/${item.link === 'audit' ? 'health' : item.link}`}>{t.overview.look}</a>
          </Notice>
        </li>
      ))}
    </ul>
  );
}
