import type { Schema } from '../api';
import { may } from '../me';
import { strings as t } from '../strings';
import { Badge, Notice } from '../ui/Notice';
import { Card, Facts } from '../ui/Page';

type Plugin = Schema['Plugin'];
type Type = Schema['ConfigurationType'];

/** How the problem of a plugin begins that lacks nothing else; the gateway tells several with semicolons between them. */
const UNCONFIGURED = 'has no configuration';

/** What a plugin needs a configuration of, when that is all it lacks. */
export function lacks({ bundle, problem }: Plugin, types: Type[]): Type | undefined {
  if (!problem?.startsWith(UNCONFIGURED) || problem.includes('; ')) {
    return undefined;
  }
  return types.find((type) => type.bundle === bundle && problem.includes(type.pid));
}

interface ConfigureProps {
  type: Type;
  onConfigure: (type: Type) => void;
}

export function Configure({ type, onConfigure }: ConfigureProps) {
  return (
    <button type="button" class="link-button" onClick={() => onConfigure(type)}>
      {t.plugins.configure(type.name)}
    </button>
  );
}

interface CardProps {
  plugin: Plugin;
  needed?: Type;
  onConfigure: (type: Type) => void;
  onAct: (plugin: Plugin, deed: 'start' | 'stop') => void;
  onRemove: () => void;
}

export function PluginCard({ plugin, needed, onConfigure, onAct, onRemove }: CardProps) {
  const active = plugin.state === 'ACTIVE';
  const tone = needed || plugin.state === 'RESOLVED' ? 'neutral' : plugin.problem ? 'bad' : active ? 'ok' : 'neutral';
  return (
    <Card title={plugin.name} class="half" actions={<Badge tone={tone}>{t.plugins.states[plugin.state]}</Badge>}>
      <div class="stack">
        <Facts
          of={[
            [t.plugins.version, plugin.version],
            [t.plugins.bundle, `${plugin.bundle} (${plugin.id})`],
            [t.plugins.file, plugin.file],
            [t.plugins.services, plugin.services.join(', ')],
            [t.plugins.authenticators, plugin.authenticators.join(', ')],
          ]}
        />
        {needed && (
          <Notice tone="neutral">
            <p>{t.plugins.lacks}</p>
            {may('ADMIN') && <Configure type={needed} onConfigure={onConfigure} />}
          </Notice>
        )}
        {plugin.problem && !needed && (
          <Notice tone={tone === 'bad' ? 'bad' : 'neutral'}>
            <strong>{t.plugins.problem}</strong>
            <p class="wrap-anywhere">{plugin.problem}</p>
          </Notice>
        )}
        {may('ADMIN') && (
          <div class="row">
            <button
              type="button"
              class="button small"
              aria-label={`${active ? t.plugins.stop : t.plugins.start} ${plugin.name}`}
              onClick={() => onAct(plugin, active ? 'stop' : 'start')}
            >
              {active ? t.plugins.stop : t.plugins.start}
            </button>
            {plugin.file && (
              <button
                type="button"
                class="button small danger"
                aria-label={`${t.plugins.remove} ${plugin.name}`}
                onClick={onRemove}
              >
                {t.plugins.remove}
              </button>
            )}
          </div>
        )}
      </div>
    </Card>
  );
}
