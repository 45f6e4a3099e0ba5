import { useState } from 'preact/hooks';
import { post, remove, type Schema, upload } from '../api';
import { useLive } from '../live';
import { may } from '../me';
import { strings as t } from '../strings';
import { Confirm } from '../ui/Confirm';
import { Drop } from '../ui/Drop';
import { Loaded } from '../ui/Loaded';
import { Badge, Empty, Notice } from '../ui/Notice';
import { Card, Facts, Page } from '../ui/Page';
import { tell } from '../ui/toast';
import { useResource } from '../useResource';

type Plugin = Schema['Plugin'];

export function Plugins() {
  const resource = useResource<Schema['Plugins']>('/plugins');
  const [removing, setRemoving] = useState<Plugin>();
  useLive('plugins', resource.set);
  const act = (plugin: Plugin, deed: 'start' | 'stop') =>
    post<Plugin>(`/plugins/${plugin.id}/${deed}`).then(
      () => {
        tell(t.plugins.done[deed](plugin.name));
        void resource.reload();
      },
      (problem: Error) => tell(problem.message, true),
    );
  return (
    <Page title={t.pages.plugins} lead={t.plugins.lead}>
      <div class="stack">
        {may('ADMIN') && <Upload onInstalled={() => void resource.reload()} />}
        <Loaded from={resource}>
          {({ plugins }) =>
            plugins.length === 0 ? (
              <Card>
                <Empty icon="plugins">{t.plugins.none}</Empty>
              </Card>
            ) : (
              <div class="grid">
                {plugins.map((plugin) => (
                  <PluginCard key={plugin.id} plugin={plugin} onAct={act} onRemove={() => setRemoving(plugin)} />
                ))}
              </div>
            )
          }
        </Loaded>
      </div>
      {removing && (
        <Confirm
          title={t.plugins.removeTitle(removing.name)}
          action={t.plugins.remove}
          danger
          onConfirm={async () => {
            await remove(`/plugins/${removing.id}`);
            tell(t.plugins.removed(removing.name));
            await resource.reload();
          }}
          onClose={() => setRemoving(undefined)}
        >
          <p>{t.plugins.removeText}</p>
        </Confirm>
      )}
    </Page>
  );
}

interface CardProps {
  plugin: Plugin;
  onAct: (plugin: Plugin, deed: 'start' | 'stop') => void;
  onRemove: () => void;
}

function PluginCard({ plugin, onAct, onRemove }: CardProps) {
  const active = plugin.state === 'ACTIVE';
  const tone = plugin.problem ? 'bad' : active ? 'ok' : 'neutral';
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
        {plugin.problem && (
          <Notice tone="bad">
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

/** As much as the API takes, in bytes. */
const LARGEST = 32 * 1024 * 1024;

function Upload({ onInstalled }: { onInstalled: () => void }) {
  const [progress, setProgress] = useState<number>();
  const [error, setError] = useState<string>();
  const send = async (file: File) => {
    setError(undefined);
    if (!file.name.endsWith('.jar') || file.size > LARGEST) {
      setError(t.plugins.noJar(file.name));
      return;
    }
    setProgress(0);
    try {
      const plugin = await upload<Plugin>('/plugins', file, setProgress);
      tell(
        plugin.problem ? t.plugins.installedWith(plugin.name, plugin.problem) : t.plugins.installed(plugin.name),
        !!plugin.problem,
      );
      onInstalled();
    } catch (problem) {
      setError((problem as Error).message);
    }
    setProgress(undefined);
  };
  return (
    <div class="stack tight">
      <Drop label={t.plugins.choose} text={t.plugins.drop} accept=".jar" onFile={send}>
        {progress !== undefined && (
          <>
            <progress value={progress} aria-label={t.plugins.uploading} />
            <span role="status">{progress < 1 ? t.plugins.uploading : t.plugins.installing}</span>
          </>
        )}
      </Drop>
      {error && (
        <Notice tone="bad" live>
          {error}
        </Notice>
      )}
    </div>
  );
}
