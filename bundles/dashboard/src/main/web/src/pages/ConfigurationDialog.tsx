import { useEffect, useRef, useState } from 'preact/hooks';
import { post, put, remove, type Schema } from '../api';
import { type Attribute, concerned, type Entries, entries, mistake, values } from '../attributes';
import { may } from '../me';
import { setGuard } from '../router';
import { strings as t } from '../strings';
import { AttributeField } from '../ui/AttributeField';
import { Confirm } from '../ui/Confirm';
import { Dialog } from '../ui/Dialog';
import { Field } from '../ui/Field';
import { Icon } from '../ui/icons';
import { Notice } from '../ui/Notice';
import { tell } from '../ui/toast';

export interface Editing {
  type: Schema['ConfigurationType'];
  /** `undefined` for a new one. */
  configuration?: Schema['Configuration'];
}

interface Props extends Editing {
  onSaved: () => void;
  onClose: () => void;
}

/** Mistakes by key; `name` is that of a new configuration. */
type Mistakes = Record<string, string>;

/** Edits a configuration by the descriptions of its metatype, or makes or deletes one. */
export function ConfigurationDialog({ type, configuration, onSaved, onClose }: Props) {
  const [first] = useState(() => entries(type.attributes, configuration?.values ?? {}));
  const [form, setForm] = useState<Entries>(first);
  const [name, setName] = useState('');
  const [mistakes, setMistakes] = useState<Mistakes>({});
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);
  const [deleting, setDeleting] = useState(false);
  const fields = useRef<HTMLFormElement>(null);
  const changed = name !== '' || type.attributes.some((a) => form[a.key] !== first[a.key]);
  useGuard(changed);
  const leave = () => {
    if (!changed || confirm(t.form.discard)) {
      onClose();
    }
  };
  const complain = (found: Mistakes) => {
    setMistakes(found);
    requestAnimationFrame(() => fields.current?.querySelector<HTMLElement>('[aria-invalid]')?.focus());
  };
  const save = async (event: SubmitEvent) => {
    event.preventDefault();
    const found = check(type.attributes, form, configuration);
    if (!configuration && !/^[A-Za-z0-9_-]{1,64}$/.test(name)) {
      found['#name'] = t.configurations.nameHint;
    }
    complain(found);
    if (Object.keys(found).length > 0) {
      return;
    }
    setBusy(true);
    setError(undefined);
    try {
      const body = { values: values(type.attributes, form) };
      await (configuration
        ? put(`/configurations/${encodeURIComponent(configuration.pid)}`, body)
        : post('/configurations', { type: type.pid, name, ...body }));
      tell(t.configurations.saved);
      onSaved();
      onClose();
    } catch (problem) {
      const { message } = problem as Error;
      const key = concerned(type.attributes, message);
      if (key) {
        complain({ [key]: message });
      } else {
        setError(message);
      }
      setBusy(false);
    }
  };
  const writable = may('ADMIN');
  const title = configuration ? (configuration.name ?? type.name) : t.configurations.newOf(type.name);
  return (
    <Dialog title={title} kind="wide" onClose={leave}>
      <form ref={fields} class="stack" onSubmit={save} noValidate autocomplete="off">
        <p class="muted">{type.description}</p>
        <p class="small muted mono wrap-anywhere">
          {configuration ? [configuration.pid, configuration.file].filter(Boolean).join(' · ') : type.pid}
        </p>
        {!configuration && (
          <Field label={t.configurations.name} hint={t.configurations.nameHint} error={mistakes['#name']}>
            <input value={name} maxLength={64} onInput={(event) => setName(event.currentTarget.value)} />
          </Field>
        )}
        {type.attributes.map((attribute) => (
          <AttributeField
            key={attribute.key}
            attribute={attribute}
            value={form[attribute.key] ?? ''}
            secretIsSet={configuration?.secrets[attribute.key] === true}
            error={mistakes[attribute.key]}
            readOnly={!writable}
            onChange={(value) => setForm({ ...form, [attribute.key]: value })}
          />
        ))}
        {error && (
          <Notice tone="bad" live>
            {error}
          </Notice>
        )}
        <div class="buttons">
          {writable && configuration && type.factory && (
            <button type="button" class="button danger" onClick={() => setDeleting(true)}>
              {t.delete}
            </button>
          )}
          <button type="button" class="button" onClick={leave}>
            {writable ? t.cancel : t.close}
          </button>
          {writable && (
            <button type="submit" class="button primary" disabled={busy || !changed}>
              {configuration ? t.save : t.create}
            </button>
          )}
        </div>
      </form>
      {deleting && configuration && (
        <Confirm
          title={t.configurations.deleteTitle(title)}
          action={t.delete}
          danger
          onConfirm={async () => {
            await remove(`/configurations/${encodeURIComponent(configuration.pid)}`);
            tell(t.configurations.deleted(title));
            onSaved();
            onClose();
          }}
          onClose={() => setDeleting(false)}
        >
          <p>{t.configurations.deleteText}</p>
        </Confirm>
      )}
    </Dialog>
  );
}

function check(attributes: Attribute[], form: Entries, configuration?: Schema['Configuration']): Mistakes {
  const found: Mistakes = {};
  for (const attribute of attributes) {
    const wrong = mistake(attribute, form[attribute.key] ?? '', configuration?.secrets[attribute.key] === true);
    if (wrong) {
      found[attribute.key] = wrong;
    }
  }
  return found;
}

/** Nobody loses what was typed by a click on a link, or by closing the tab. */
function useGuard(changed: boolean) {
  useEffect(() => {
    setGuard(changed ? () => confirm(t.form.discard) : undefined);
    return () => setGuard(undefined);
  }, [changed]);
}

interface NewProps {
  types: Schema['ConfigurationType'][];
  label: string;
  onPick: (editing: Editing) => void;
}

/** A button to make a configuration; where there are several types it asks of which. */
export function NewConfiguration({ types, label, onPick }: NewProps) {
  const [asking, setAsking] = useState(false);
  if (types.length === 0) {
    return null;
  }
  return (
    <>
      <button type="button" class="button primary" onClick={() => setAsking(true)}>
        <Icon name="plus" size={18} />
        {label}
      </button>
      {asking && (
        <Dialog title={label} onClose={() => setAsking(false)}>
          <ul class="stack tight">
            {types.map((type) => (
              <li key={type.pid}>
                <button
                  type="button"
                  class="link-button"
                  onClick={() => {
                    setAsking(false);
                    onPick({ type });
                  }}
                >
                  {type.name}
                </button>
                <p class="muted small">{type.description}</p>
              </li>
            ))}
          </ul>
        </Dialog>
      )}
    </>
  );
}
