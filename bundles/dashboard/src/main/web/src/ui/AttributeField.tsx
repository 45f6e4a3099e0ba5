import type { JSX } from 'preact';
import { type Attribute, control, type Entry } from '../attributes';
import { strings as t } from '../strings';
import { Field } from './Field';

interface Props {
  attribute: Attribute;
  value: Entry;
  secretIsSet: boolean;
  error?: string;
  readOnly: boolean;
  onChange: (value: Entry) => void;
}

/** A field for one key of a configuration, with the metatype's own words. */
export function AttributeField(props: Props) {
  const { attribute, error } = props;
  const kind = control(attribute);
  return (
    <Field
      label={
        <>
          {attribute.name} <code class="muted small">{attribute.key}</code>
        </>
      }
      hint={hint(props)}
      error={error}
      inline={kind === 'checkbox'}
    >
      {input(props, kind)}
    </Field>
  );
}

function hint({ attribute, secretIsSet }: Props): string {
  const byDefault = attribute.defaults.filter((value) => value !== '').join(', ');
  return [
    attribute.description,
    attribute.cardinality !== 0 && t.form.oneEachLine,
    byDefault && attribute.type !== 'PASSWORD' && t.form.byDefault(byDefault),
    attribute.type === 'PASSWORD' && (secretIsSet ? t.form.secretIsSet : t.form.secretHint),
  ]
    .filter(Boolean)
    .map((sentence) => String(sentence).replace(/[^.]$/, '$&.'))
    .join(' ');
}

function input({ attribute, value, readOnly, onChange }: Props, kind: ReturnType<typeof control>): JSX.Element {
  const text = String(value);
  const type = (event: { currentTarget: HTMLInputElement | HTMLTextAreaElement }) =>
    onChange(event.currentTarget.value);
  switch (kind) {
    case 'checkbox':
      return (
        <input
          type="checkbox"
          checked={value === true}
          disabled={readOnly}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
      );
    case 'select':
      return (
        <select value={text} disabled={readOnly} onChange={(event) => onChange(event.currentTarget.value)}>
          {!attribute.options.some((option) => option.value === text) && <option value={text}>{text}</option>}
          {attribute.options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      );
    case 'lines':
      return <textarea rows={3} value={text} readOnly={readOnly} spellcheck={false} onInput={type} />;
    case 'password':
      return <input type="password" value={text} readOnly={readOnly} autocomplete="new-password" onInput={type} />;
    default:
      return (
        <input
          inputMode={kind === 'number' ? 'decimal' : undefined}
          value={text}
          readOnly={readOnly}
          spellcheck={false}
          onInput={type}
        />
      );
  }
}
