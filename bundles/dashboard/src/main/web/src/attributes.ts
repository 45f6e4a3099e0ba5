import type { Schema } from './api';
import { strings as t } from './strings';

export type Attribute = Schema['Attribute'];
/** What stands in a form's field: a text, for a list one line for each, or a truth value. */
export type Entry = string | boolean;
export type Entries = Record<string, Entry>;

const isList = (attribute: Attribute) => attribute.cardinality !== 0;
const isNumber = (type: Attribute['type']) => ['LONG', 'INTEGER', 'SHORT', 'BYTE', 'DOUBLE', 'FLOAT'].includes(type);
const isWhole = (type: Attribute['type']) => isNumber(type) && type !== 'DOUBLE' && type !== 'FLOAT';

/** Which control an attribute gets. */
export function control(attribute: Attribute): 'checkbox' | 'select' | 'password' | 'lines' | 'number' | 'text' {
  if (attribute.type === 'BOOLEAN' && !isList(attribute)) {
    return 'checkbox';
  }
  if (attribute.options.length > 0 && !isList(attribute)) {
    return 'select';
  }
  if (attribute.type === 'PASSWORD') {
    return isList(attribute) ? 'lines' : 'password';
  }
  if (isList(attribute)) {
    return 'lines';
  }
  return isNumber(attribute.type) ? 'number' : 'text';
}

/** What the form shows at first: what is set, else the default; of a secret nothing. */
export function entries(attributes: Attribute[], values: Schema['Configuration']['values']): Entries {
  return Object.fromEntries(attributes.map((a) => [a.key, entry(a, values[a.key])]));
}

function entry(attribute: Attribute, value: Schema['Value'] | undefined): Entry {
  if (attribute.type === 'PASSWORD') {
    return '';
  }
  const texts = (value === undefined || value === null ? attribute.defaults : [value].flat()).map(String);
  if (control(attribute) === 'checkbox') {
    return texts[0] === 'true';
  }
  return texts.join('\n');
}

/** What is wrong with an entry, in words; empty when nothing is. */
export function mistake(attribute: Attribute, value: Entry, secretIsSet: boolean): string {
  if (typeof value === 'boolean') {
    return '';
  }
  const lines = list(value);
  if (lines.length === 0) {
    const needed = attribute.required && attribute.defaults.length === 0 && !secretIsSet;
    return needed ? t.form.required : '';
  }
  if (isList(attribute) && Math.abs(attribute.cardinality) < lines.length) {
    return t.form.tooMany(Math.abs(attribute.cardinality));
  }
  if (isWhole(attribute.type) && lines.some((line) => !/^-?\d+$/.test(line))) {
    return t.form.whole;
  }
  if (isNumber(attribute.type) && lines.some((line) => !Number.isFinite(Number(line)))) {
    return t.form.number;
  }
  return '';
}

/** Lines that are not empty. A text of one line keeps its spaces inside, not around it. */
const list = (value: string) =>
  value
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

/** What is sent: nothing for an empty entry, so that its default holds, and for a secret that stays. */
export function values(attributes: Attribute[], form: Entries): Schema['Configuration']['values'] {
  const result: Schema['Configuration']['values'] = {};
  for (const attribute of attributes) {
    const value = form[attribute.key];
    if (typeof value === 'boolean') {
      result[attribute.key] = value;
    } else if (value !== undefined && list(value).length > 0) {
      const typed = list(value).map((line) => typedValue(attribute, line));
      const single = attribute.type === 'PASSWORD' ? value : (typed[0] ?? null);
      result[attribute.key] = isList(attribute) ? typed : single;
    }
  }
  return result;
}

function typedValue(attribute: Attribute, line: string): string | number | boolean {
  if (attribute.type === 'BOOLEAN') {
    return line === 'true';
  }
  return isNumber(attribute.type) ? Number(line) : line;
}

/** The key that a message of the server is about: the longest that it names. */
export function concerned(attributes: Attribute[], message: string): string | undefined {
  return attributes
    .map((a) => a.key)
    .filter((key) => new RegExp(`(^|[^\\w.])${key.replaceAll('.', '\\.')}($|[^\\w.]|\\.(\\s|$))`).test(message))
    .sort((a, b) => b.length - a.length)[0];
}
