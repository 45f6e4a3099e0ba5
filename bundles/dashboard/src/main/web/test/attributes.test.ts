import { describe, expect, it } from 'vitest';
import { type Attribute, concerned, control, entries, mistake, values } from '../src/attributes';

const attribute = (more: Partial<Attribute>): Attribute => ({
  key: 'key',
  name: 'Key',
  description: 'What it does',
  type: 'STRING',
  cardinality: 0,
  required: true,
  defaults: [],
  options: [],
  ...more,
});

const timeout = attribute({ key: 'timeout', type: 'INTEGER', defaults: ['10'] });
const open = attribute({ key: 'open', type: 'BOOLEAN', defaults: ['true'] });
const tokens = attribute({ key: 'tokens', cardinality: 3 });
const secret = attribute({ key: '.secret', type: 'PASSWORD' });
const policy = attribute({ key: 'policy', defaults: ['probe'], options: [{ value: 'probe', label: 'Probe' }] });

describe('a form from a metatype', () => {
  it('has a control for each type', () => {
    expect([timeout, open, tokens, secret, policy, attribute({})].map(control)).toEqual([
      'number',
      'checkbox',
      'lines',
      'password',
      'select',
      'text',
    ]);
  });

  it('shows what is set, else the default, and of a secret nothing', () => {
    expect(entries([timeout, open, tokens, secret], { tokens: ['a', 'b'], open: false, '.secret': 'x' })).toEqual({
      timeout: '10',
      open: false,
      tokens: 'a\nb',
      '.secret': '',
    });
  });

  it('sends typed values, and leaves out what is empty', () => {
    const form = { timeout: ' 20 ', open: true, tokens: 'a\n\n b \n', '.secret': '', policy: '' };
    expect(values([timeout, open, tokens, secret, policy], form)).toEqual({
      timeout: 20,
      open: true,
      tokens: ['a', 'b'],
    });
  });

  it('sends a secret as it was typed', () => {
    expect(values([secret], { '.secret': ' s p ' })).toEqual({ '.secret': ' s p ' });
  });

  it('says what is wrong', () => {
    expect(mistake(timeout, '1.5', false)).not.toBe('');
    expect(mistake(timeout, 'ten', false)).not.toBe('');
    expect(mistake(attribute({ type: 'DOUBLE' }), '1.5', false)).toBe('');
    expect(mistake(tokens, 'a\nb\nc\nd', false)).not.toBe('');
    expect(mistake(tokens, '', false)).not.toBe('');
    expect(mistake(timeout, '', false)).toBe('');
  });

  it('needs no secret that is set already', () => {
    expect(mistake(secret, '', true)).toBe('');
    expect(mistake(secret, '', false)).not.toBe('');
  });

  it('finds the field that a message of the server is about', () => {
    const attributes = [attribute({ key: 'timeout' }), attribute({ key: 'authentication.timeout' })];
    expect(concerned(attributes, 'authentication.timeout: 500 is too much')).toBe('authentication.timeout');
    expect(concerned(attributes, 'The value of `timeout` is no number.')).toBe('timeout');
    expect(concerned(attributes, 'The disk is full.')).toBeUndefined();
  });
});
