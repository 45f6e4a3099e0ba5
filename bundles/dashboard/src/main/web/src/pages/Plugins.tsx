import { useState } from 'preact/hooks';
import { get, post, remove, type Schema, upload } from '../api';
import { useLive } from '../live';
import { may } from '../me';
import { strings as t } from '../strings';
import { Confirm } from '../ui/Confirm';
import { Drop } from '../ui/Drop';
import { Loaded } from '../ui/Loaded';
import { Empty, Notice } from '../ui/Notice';
import { Card, Page } from '../ui/Page';
import { tell } from '../ui/toast';
import { useResource } from '../useResource';
import { ConfigurationDialog } from './ConfigurationDialog';
import { Configure, lacks, PluginCard } from './PluginCard';

type Plugin = Schema['Plugin'];
type Type = Schema['ConfigurationType'];

export function Plugins() {
  const resource = useResource<Schema['Plugins']>('/plugins');
  const configurations = useResource<Schema['Configurations']>('/configurations');
  const [removing, setRemoving] = useState<Plugin>();
  const [configuring, setConfiguring] = useState<Type>();
  const [installed, setInstalled] = useState<number>();
  const reload = () => Promise.all([resource.reload(), configurations.reload()]).then(() => {});
  useLive('plugins', (plugins) => {
    resource.set(plugins);
    void configurations.reload();
  });
  const takeIn = async (plugin: Plugin) => {
    const now = await get<Schema['Configurations']>('/configurations');
    configurations.set(now);
    await resource.reload();
    setInstalled(plugin.id);
    const broken = plugin.problem !== null && !lacks(plugin, now.types);
    tell(
      broken ? t.plugins.installedWith(plugin.name, plugin.problem ?? '') : t.plugins.installed(plugin.name),
      broken,
    );
  };
  const types = configurations.data?.types ?? [];
  const fresh = resource.data?.plugins.find((plugin) => plugin.id === installed);
  const needed = fresh && lacks(fresh, types);
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
        {may('ADMIN') && <Upload onInstalled={takeIn} />}
        {fresh && needed && (
          <Notice tone="neutral" live>
            <p>{t.plugins.installedLacks(fresh.name)}</p>
            <Configure type={needed} onConfigure={setConfiguring} />
          </Notice>
        )}
        <Loaded from={resource}>
          {({ plugins }) =>
            plugins.length === 0 ? (
              <Card>
                <Empty icon="plugins">{t.plugins.none}</Empty>
              </Card>
            ) : (
              <div class="grid">
                {plugins.map((plugin) => (
                  <PluginCard
                    key={plugin.id}
                    plugin={plugin}
                    needed={lacks(plugin, types)}
                    onConfigure={setConfiguring}
                    onAct={act}
                    onRemove={() => setRemoving(plugin)}
                  />
                ))}
              </div>
            )
          }
        </Loaded>
      </div>
      {configuring && (
        <ConfigurationDialog
          type={configuring}
          onSaved={() => void reload()}
          onClose={() => setConfiguring(undefined)}
        />
      )}
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

/** As much as the API takes, in bytes. */
const LARGEST = 32 * 1024 * 1024;

function Upload({ onInstalled }: { onInstalled: (plugin: Plugin) => Promise<void> }) {
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
      await onInstalled(await upload<Plugin>('/plugins', file, setProgress));
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
