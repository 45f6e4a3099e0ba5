import { describe, expect, it } from 'vitest';
import {
  applySessions,
  applyTunnels,
  peerName,
  type Session,
  type Tunnel,
  transport,
  tunnelText,
} from '../src/tunnels';

const end = (id: string, name: string | null): Tunnel['first'] => ({
  connection: {
    id,
    kind: 'WEBSOCKET',
    encrypted: true,
    listener: 'main',
    remote: '203.0.113.7:40001',
    since: '2026-01-01T00:00:00Z',
    certificates: [],
  },
  peer: { identity: 'Laptops', uuid: '{8c1f}', name, attributes: {} },
});

const tunnel = (id: string): Tunnel => ({
  id,
  first: end(`${id}a`, 'Kitchen'),
  second: end(`${id}b`, null),
  since: '2026-01-01T00:00:00Z',
  bytesToSecond: 1,
  bytesToFirst: 2,
  bytesPerSecond: 3,
  closing: false,
});

const nothing = { opened: [], changed: [], closing: [], closed: [] };
const table = (...ids: string[]) => new Map(ids.map((id) => [id, tunnel(id)]));

describe('the table of tunnels', () => {
  it('takes in what is opened, once even when it is told twice', () => {
    const rows = table('t1');
    applyTunnels(rows, { ...nothing, opened: [tunnel('t1'), tunnel('t2')] });
    expect([...rows.keys()]).toEqual(['t1', 't2']);
  });

  it('changes figures in a new object, and leaves other rows alone', () => {
    const rows = table('t1', 't2');
    const [first, second] = rows.values();
    applyTunnels(rows, { ...nothing, changed: [['t1', 10, 20, 30]] });
    expect(rows.get('t1')).toEqual({ ...first, bytesToSecond: 10, bytesToFirst: 20, bytesPerSecond: 30 });
    expect(rows.get('t1')).not.toBe(first);
    expect(rows.get('t2')).toBe(second);
  });

  it('marks what is closing and drops what is closed', () => {
    const rows = table('t1', 't2');
    applyTunnels(rows, { ...nothing, closing: ['t1'], closed: [{ id: 't2', code: 1000, reason: '' }] });
    expect([...rows.values()].map((row) => [row.id, row.closing])).toEqual([['t1', true]]);
  });

  it('ignores changes of tunnels that it does not know', () => {
    const rows = table('t1');
    applyTunnels(rows, {
      ...nothing,
      changed: [['t9', 1, 1, 1]],
      closing: ['t9'],
      closed: [{ id: 't8', code: 1000, reason: '' }],
    });
    expect([...rows.keys()]).toEqual(['t1']);
  });

  it('drops in the end what was opened and closed in one event', () => {
    const rows = table();
    applyTunnels(rows, { ...nothing, opened: [tunnel('t3')], closed: [{ id: 't3', code: 1000, reason: '' }] });
    expect(rows.size).toBe(0);
  });
});

it('replaces sessions with a new state, and drops those that are gone', () => {
  const session = (id: string, state: Session['state']): Session => ({
    ...end(id, null),
    state,
    stateSince: '2026-01-01T00:00:00Z',
  });
  const rows = new Map([['c1', session('c1', 'CONNECTED')]]);
  applySessions(rows, { opened: [session('c2', 'CONNECTED')], changed: [session('c1', 'WAITING')], closed: [] });
  applySessions(rows, { opened: [], changed: [], closed: ['c2'] });
  expect([...rows.values()].map((row) => row.state)).toEqual(['WAITING']);
});

it('calls a peer by its name, else its uuid, else its identity', () => {
  const { peer } = end('c1', 'Kitchen');
  expect(peerName(peer)).toBe('Kitchen');
  expect(peerName({ ...peer, name: null })).toBe('{8c1f}');
  expect(peerName({ ...peer, name: null, uuid: null })).toBe('Laptops');
  expect(peerName(null)).toBe('');
});

it('says transports as the shell does', () => {
  const { connection } = end('c1', null);
  expect(transport(connection)).toBe('wss');
  expect(transport({ ...connection, kind: 'STREAM', encrypted: false })).toBe('tcp');
});

it('finds a tunnel by either of its peers, whatever the case', () => {
  expect(tunnelText(tunnel('t1'))).toContain('kitchen');
  expect(tunnelText(tunnel('t1'))).toContain('t1b');
});
