// @vitest-environment happy-dom
import { render } from 'preact';
import { beforeEach, expect, it } from 'vitest';
import type { Attribute, Entry } from '../src/attributes';
import { AttributeField } from '../src/ui/AttributeField';

const attribute = (more: Partial<Attribute>): Attribute => ({
  key: 'authentication.timeout',
  name: 'Authentication timeout',
  description: 'How long it may take, in seconds',
  type: 'INTEGER',
  cardinality: 0,
  required: true,
  defaults: ['10'],
  options: [],
  ...more,
});

const changes: Entry[] = [];
beforeEach(() => {
  changes.length = 0;
  document.body.replaceChildren(document.createElement('main'));
});

function show(more: Partial<Attribute>, props: { value?: Entry; error?: string; secretIsSet?: boolean } = {}) {
  const field = { value: '', secretIsSet: false, ...props, readOnly: false };
  render(
    <AttributeField attribute={attribute(more)} {...field} onChange={(v) => changes.push(v)} />,
    document.querySelector('main') as HTMLElement,
  );
  return document.querySelector('input, select, textarea') as HTMLInputElement;
}

const described = (control: Element) =>
  (control.getAttribute('aria-describedby') ?? '')
    .split(' ')
    .map((id) => document.getElementById(id)?.textContent)
    .join(' ');

it('has the words of the metatype as label and description', () => {
  const control = show({});
  expect(document.querySelector(`label[for="${control.id}"]`)?.textContent).toContain('Authentication timeout');
  expect(described(control)).toContain('How long it may take, in seconds. Default: 10.');
});

it('shows a mistake at the field, also to those who hear the page', () => {
  const control = show({}, { error: 'Write a whole number.' });
  expect(control.getAttribute('aria-invalid')).toBe('true');
  expect(described(control)).toContain('Write a whole number.');
});

it('offers the options, by their labels', () => {
  show(
    {
      options: [
        { value: 'a', label: 'First' },
        { value: 'b', label: 'Second' },
      ],
    },
    { value: 'b' },
  );
  expect([...document.querySelectorAll('option')].map((o) => o.textContent)).toEqual(['First', 'Second']);
});

it('hides what is typed into a secret, and says that one is set', () => {
  const control = show({ type: 'PASSWORD' }, { secretIsSet: true });
  expect(control.type).toBe('password');
  expect(control.value).toBe('');
  expect(described(control)).toContain('leave it empty to keep it');
});

it('tells what is typed', () => {
  const control = show({});
  control.value = '20';
  control.dispatchEvent(new Event('input', { bubbles: true }));
  expect(changes).toEqual(['20']);
});
