import { useState } from 'preact/hooks';
import type { Schema } from '../api';
import { count, latency } from '../format';
import { useLive } from '../live';
import { may } from '../me';
import { strings as t } from '../strings';
import { Icon } from '../ui/icons';
import { Loaded } from '../ui/Loaded';
import { Badge, Empty, Notice } from '../ui/Notice';
import { Card, Facts, Page } from '../ui/Page';
import { useResource } from '../useResource';
import { ConfigurationDialog, type Editing, NewConfiguration } from './ConfigurationDialog';
import { TryToken } from './TryToken';

type Authenticator = Schema['Authenticator'];

const tones = { CLOSED: 'ok', OPEN: 'bad', HALF_OPEN: 'warn', STUCK: 'bad' } as const;
/** Types of configuration that make authenticators: ours by name, and whatever plugins of others bring. */
const isAuthenticator = (type: Schema['ConfigurationType']) =>
  type.factory && (type.pid.includes('authenticator') || !type.pid.startsWith('io.culvert.'));

export function Authenticators() {
  const resource = useResource<Schema['Authenticators']>('/authenticators');
  const configurations = useResource<Schema['Configurations']>('/configurations');
  const [editing, setEditing] = useState<Editing>();
  const [trying, setTrying] = useState(false);
  useLive('authenticators', resource.set, () => void configurations.reload());
  const edit = (pid: string | null) => {
    const configuration = configurations.data?.configurations.find((each) => each.pid === pid);
    const type = configurations.data?.types.find((each) => each.pid === configuration?.type);
    return configuration && type && (() => setEditing({ type, configuration }));
  };
  const types = configurations.data?.types.filter(isAuthenticator) ?? [];
  return (
    <Page
      title={t.pages.authenticators}
      lead={t.authenticators.lead}
      actions={
        <>
          {may('OPERATOR') && (
            <button type="button" class="button" onClick={() => setTrying(true)}>
              <Icon name="check" size={18} />
              {t.authenticators.try}
            </button>
          )}
          {may('ADMIN') && <NewConfiguration types={types} label={t.authenticators.add} onPick={setEditing} />}
        </>
      }
    >
      <Loaded from={resource}>
        {({ authenticators, missing }) => (
          <div class="stack">
            {authenticators.length === 0 && (
              <Card>
                <Empty icon="authenticators">{t.authenticators.none}</Empty>
              </Card>
            )}
            {authenticators.map((each) => (
              <AuthenticatorCard key={each.name} authenticator={each} onEdit={edit(each.pid)} />
            ))}
            <Unconfigured configurations={configurations.data} authenticators={authenticators} onEdit={setEditing} />
            {missing.length > 0 && <Missing bundles={missing} />}
          </div>
        )}
      </Loaded>
      {editing && (
        <ConfigurationDialog
          {...editing}
          onSaved={() => void configurations.reload()}
          onClose={() => setEditing(undefined)}
        />
      )}
      {trying && <TryToken onClose={() => setTrying(false)} />}
    </Page>
  );
}

function AuthenticatorCard({ authenticator: a, onEdit }: { authenticator: Authenticator; onEdit?: () => void }) {
  return (
    <Card
      title={a.name}
      actions={
        <>
          <Badge tone={tones[a.circuit]}>{t.circuits[a.circuit]}</Badge>
          {onEdit && (
            <button
              type="button"
              class="button small"
              aria-label={t.configurations.of(may('ADMIN') ? t.edit : t.show, a.name)}
              onClick={onEdit}
            >
              {may('ADMIN') ? t.edit : t.show}
            </button>
          )}
        </>
      }
    >
      <div class="stack">
        <div class="grid">
          <div class="half">
            <Facts
              of={[
                [t.authenticators.bundle, a.bundle],
                [t.authenticators.ranking, String(a.ranking)],
                [
                  t.authenticators.latency,
                  a.calls > 0 ? t.authenticators.latencies(latency(a.median), latency(a.p99)) : '–',
                ],
                [t.authenticators.remembered, count(a.remembered)],
              ]}
            />
          </div>
          <div class="half">
            <Facts
              of={[
                [t.authenticators.calls, count(a.calls)],
                [t.authenticators.accepted, count(a.accepted)],
                [t.authenticators.rejected, count(a.rejected)],
                [t.authenticators.abstained, count(a.abstained)],
                [t.authenticators.failed, count(a.failed)],
              ]}
            />
          </div>
        </div>
        {a.circuit !== 'CLOSED' && <p class="muted">{t.circuitAdvice[a.circuit]}</p>}
        {a.lastError && (
          <Notice tone={a.circuit === 'CLOSED' ? 'warn' : 'bad'}>
            <strong>{t.authenticators.lastError}</strong>
            <p class="wrap-anywhere">{a.lastError}</p>
          </Notice>
        )}
      </div>
    </Card>
  );
}

interface UnconfiguredProps {
  configurations?: Schema['Configurations'];
  authenticators: Authenticator[];
  onEdit: (editing: Editing) => void;
}

/** Configurations of authenticators that take no part, such as those with a mistake. */
function Unconfigured({ configurations, authenticators, onEdit }: UnconfiguredProps) {
  const types = configurations?.types.filter(isAuthenticator) ?? [];
  const idle = (configurations?.configurations ?? []).filter(
    (each) => types.some((type) => type.pid === each.type) && !authenticators.some((a) => a.pid === each.pid),
  );
  if (idle.length === 0) {
    return null;
  }
  return (
    <Card title={t.authenticators.idle}>
      <p class="muted">{t.authenticators.idleHint}</p>
      <ul class="stack tight">
        {idle.map((configuration) => (
          <li key={configuration.pid} class="row">
            <span class="mono wrap-anywhere">{configuration.pid}</span>
            <button
              type="button"
              class="button small push"
              aria-label={t.configurations.of(may('ADMIN') ? t.edit : t.show, configuration.pid)}
              onClick={() => {
                const type = types.find((each) => each.pid === configuration.type);
                if (type) {
                  onEdit({ type, configuration });
                }
              }}
            >
              {may('ADMIN') ? t.edit : t.show}
            </button>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Missing({ bundles }: { bundles: Schema['MissingAuthenticator'][] }) {
  return (
    <Card title={t.authenticators.missing}>
      <ul class="stack tight">
        {bundles.map((each) => (
          <li key={each.id}>
            <strong class="wrap-anywhere">{`${each.bundle} ${each.version}`}</strong>
            <p class="muted wrap-anywhere">{each.problem}</p>
          </li>
        ))}
      </ul>
    </Card>
  );
}
