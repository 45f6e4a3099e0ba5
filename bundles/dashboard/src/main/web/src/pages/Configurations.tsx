import { useState } from 'preact/hooks';
import type { Schema } from '../api';
import { may } from '../me';
import { strings as t } from '../strings';
import { Loaded } from '../ui/Loaded';
import { Empty } from '../ui/Notice';
import { Card, Page } from '../ui/Page';
import { SearchBox } from '../ui/VirtualTable';
import { useResource } from '../useResource';
import { ConfigurationDialog, type Editing, NewConfiguration } from './ConfigurationDialog';

/** Everything that can be configured, by the part it is of. */
export function Configurations() {
  const resource = useResource<Schema['Configurations']>('/configurations');
  const [editing, setEditing] = useState<Editing>();
  const [filter, setFilter] = useState('');
  const wanted = filter.trim().toLowerCase();
  const fits = (type: Schema['ConfigurationType']) =>
    [type.name, type.pid, ...type.attributes.flatMap((a) => [a.key, a.name])].some((text) =>
      text.toLowerCase().includes(wanted),
    );
  return (
    <Page
      title={t.pages.configurations}
      lead={t.configurations.lead}
      actions={
        may('ADMIN') && (
          <NewConfiguration
            types={resource.data?.types.filter((type) => type.factory) ?? []}
            label={t.configurations.add}
            onPick={setEditing}
          />
        )
      }
    >
      <Loaded from={resource}>
        {({ types, configurations }) => (
          <div class="stack">
            <SearchBox label={t.configurations.filter} value={filter} onInput={setFilter} />
            {!types.some(fits) && <Empty icon="configurations">{t.configurations.noMatch}</Empty>}
            <div class="grid">
              {types.filter(fits).map((type) => (
                <TypeCard
                  key={type.pid}
                  type={type}
                  configurations={configurations.filter((each) => each.type === type.pid)}
                  onEdit={setEditing}
                />
              ))}
            </div>
          </div>
        )}
      </Loaded>
      {editing && (
        <ConfigurationDialog
          {...editing}
          onSaved={() => void resource.reload()}
          onClose={() => setEditing(undefined)}
        />
      )}
    </Page>
  );
}

interface TypeProps {
  type: Schema['ConfigurationType'];
  configurations: Schema['Configuration'][];
  onEdit: (editing: Editing) => void;
}

function TypeCard({ type, configurations, onEdit }: TypeProps) {
  const verb = may('ADMIN') ? t.edit : t.show;
  return (
    <Card title={type.name} class="half">
      <div class="stack tight">
        <p class="muted">{type.description}</p>
        {configurations.length === 0 && <p class="muted small">{t.configurations.noneOfType}</p>}
        {configurations.map((configuration) => (
          <div key={configuration.pid} class="row">
            <span class="wrap-anywhere">
              {configuration.name ?? t.configurations.only}
              <br />
              <span class="muted small mono">{configuration.file ?? t.configurations.defaults}</span>
            </span>
            <button
              type="button"
              class="button small push"
              aria-label={t.configurations.of(verb, configuration.name ?? type.name)}
              onClick={() => onEdit({ type, configuration })}
            >
              {verb}
            </button>
          </div>
        ))}
      </div>
    </Card>
  );
}
