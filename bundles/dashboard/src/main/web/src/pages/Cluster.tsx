import { useState } from 'preact/hooks';
import { put, remove, type Schema } from '../api';
import { count, dateTime, duration } from '../format';
import { useLive } from '../live';
import { may } from '../me';
import { strings as t } from '../strings';
import { transport } from '../tunnels';
import { Confirm } from '../ui/Confirm';
import { CopyButton } from '../ui/CopyButton';
import { Field } from '../ui/Field';
import { Loaded } from '../ui/Loaded';
import { Badge } from '../ui/Notice';
import { Card, Facts, Page } from '../ui/Page';
import { tell } from '../ui/toast';
import { useNow } from '../useNow';
import { useResource } from '../useResource';

type Node = Schema['Node'];

export function Cluster() {
  const resource = useResource<Schema['Nodes']>('/nodes');
  const [draining, setDraining] = useState<Node>();
  useLive('nodes', resource.set);
  const resume = (node: Node) =>
    remove<Node>(`/nodes/${encodeURIComponent(node.id)}/drain`).then(
      () => {
        tell(t.cluster.resumed(node.id));
        void resource.reload();
      },
      (problem: Error) => tell(problem.message, true),
    );
  return (
    <Page title={t.pages.cluster} lead={t.cluster.lead}>
      <div class="stack">
        <Loaded from={resource}>
          {({ nodes }) => (
            <div class="grid">
              {nodes.map((node) => (
                <NodeCard key={node.id} node={node} onDrain={() => setDraining(node)} onResume={() => resume(node)} />
              ))}
            </div>
          )}
        </Loaded>
        <Balancers />
      </div>
      {draining && (
        <Drain node={draining} onDone={() => void resource.reload()} onClose={() => setDraining(undefined)} />
      )}
    </Page>
  );
}

function NodeCard({ node, onDrain, onResume }: { node: Node; onDrain: () => void; onResume: () => void }) {
  const now = useNow();
  const left = node.drainsUntil && Math.max(0, (Date.parse(node.drainsUntil) - now) / 1000);
  const state = node.drainsUntil ? 'draining' : node.ready ? 'ready' : 'notReady';
  return (
    <Card
      title={node.id}
      class="half"
      actions={
        <Badge tone={({ ready: 'ok', draining: 'warn', notReady: 'bad' } as const)[state]}>{t.cluster[state]}</Badge>
      }
    >
      <div class="stack">
        <Facts
          of={[
            [t.cluster.version, `${node.version}${node.own ? ` (${t.cluster.own})` : ''}`],
            [t.cluster.started, dateTime(node.started)],
            [t.tunnels.tunnels, count(node.tunnels)],
            [t.tunnels.sessions, count(node.sessions)],
            [t.cluster.paths, node.paths.join(', ')],
            ...node.listeners.map((l): [string, string] => [
              t.cluster.listener(l.name),
              t.cluster.listens(transport(l as never), l.address, count(l.connections)),
            ]),
          ]}
        />
        {typeof left === 'number' && (
          <p role="status">{left > 0 ? t.cluster.timeLeft(duration(left)) : t.cluster.drained}</p>
        )}
        {may('OPERATOR') && (
          <div class="row">
            {node.drainsUntil ? (
              <button type="button" class="button" onClick={onResume}>
                {t.cluster.resume}
              </button>
            ) : (
              <button type="button" class="button" onClick={onDrain}>
                {t.cluster.drain}
              </button>
            )}
          </div>
        )}
      </div>
    </Card>
  );
}

const UNITS = { 1: t.cluster.seconds, 60: t.cluster.minutes, 3600: t.cluster.hours } as const;

function Drain({ node, onDone, onClose }: { node: Node; onDone: () => void; onClose: () => void }) {
  const [amount, setAmount] = useState('10');
  const [unit, setUnit] = useState(60);
  const drain = async () => {
    await put(`/nodes/${encodeURIComponent(node.id)}/drain`, { seconds: Math.round(Number(amount) * unit) });
    tell(t.cluster.drains(node.id));
    onDone();
  };
  return (
    <Confirm title={t.cluster.drainTitle(node.id)} action={t.cluster.drain} danger onConfirm={drain} onClose={onClose}>
      <p>{t.cluster.drainText}</p>
      <div class="row">
        <Field label={t.cluster.howLong}>
          <input
            type="number"
            min={0}
            required
            value={amount}
            onInput={(event) => setAmount(event.currentTarget.value)}
          />
        </Field>
        <Field label={t.cluster.unit}>
          <select value={unit} onChange={(event) => setUnit(Number(event.currentTarget.value))}>
            {Object.entries(UNITS).map(([seconds, label]) => (
              <option key={seconds} value={seconds}>
                {label}
              </option>
            ))}
          </select>
        </Field>
      </div>
    </Confirm>
  );
}

const KINDS = ['nginx', 'apache', 'haproxy'] as const;

function Balancers() {
  const [kind, setKind] = useState<(typeof KINDS)[number]>('nginx');
  const resource = useResource<string>(`/balancers/${kind}`);
  return (
    <Card
      title={t.cluster.balancer}
      actions={
        <>
          <select
            class="auto"
            aria-label={t.cluster.balancerKind}
            value={kind}
            onChange={(event) => setKind(event.currentTarget.value as typeof kind)}
          >
            {KINDS.map((each) => (
              <option key={each} value={each}>
                {t.cluster.kinds[each]}
              </option>
            ))}
          </select>
          <CopyButton text={resource.data ?? ''} />
        </>
      }
    >
      <div class="stack tight">
        <p class="muted">{t.cluster.balancerText}</p>
        <Loaded from={resource}>
          {(text) => (
            // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard
            <pre class="code" tabIndex={0}>
              {text}
            </pre>
          )}
        </Loaded>
      </div>
    </Card>
  );
}
