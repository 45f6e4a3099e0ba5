import type { Schema } from './api';

export type Tunnel = Schema['Tunnel'];
export type Session = Schema['Session'];

/** Applies what changed since the event before. Rows that did not change stay the same objects. */
export function applyTunnels(rows: Map<string, Tunnel>, event: Schema['TunnelsEvent']): void {
  for (const tunnel of event.opened) {
    rows.set(tunnel.id, tunnel);
  }
  for (const change of event.changed) {
    const [id, bytesToSecond, bytesToFirst, bytesPerSecond] = change as [string, number, number, number];
    const row = rows.get(id);
    if (row) {
      rows.set(id, { ...row, bytesToSecond, bytesToFirst, bytesPerSecond });
    }
  }
  for (const id of event.closing) {
    const row = rows.get(id);
    if (row) {
      rows.set(id, { ...row, closing: true });
    }
  }
  for (const { id } of event.closed) {
    rows.delete(id);
  }
}

export function applySessions(rows: Map<string, Session>, event: Schema['SessionsEvent']): void {
  for (const session of [...event.opened, ...event.changed]) {
    rows.set(session.connection.id, session);
  }
  for (const id of event.closed) {
    rows.delete(id);
  }
}

/** What a peer is called: its name, or its uuid, or its identity. */
export function peerName(peer: Schema['Peer'] | null): string {
  return peer ? (peer.name ?? peer.uuid ?? peer.identity) : '';
}

/** `wss`, `ws`, `tls` or `tcp`, as the shell says it. */
export function transport(connection: Schema['Connection']): string {
  if (connection.kind === 'WEBSOCKET') {
    return connection.encrypted ? 'wss' : 'ws';
  }
  return connection.encrypted ? 'tls' : 'tcp';
}

const peerText = (peer: Schema['Peer'] | null) => (peer ? [peer.identity, peer.name ?? '', peer.uuid ?? ''] : []);

const connectionText = (connection: Schema['Connection']) => [connection.id, connection.remote, connection.listener];

/** What a filter looks through. */
export const tunnelText = (tunnel: Tunnel) =>
  [
    tunnel.id,
    ...[tunnel.first, tunnel.second].flatMap((end) => [...connectionText(end.connection), ...peerText(end.peer)]),
  ]
    .join('\n')
    .toLowerCase();

export const sessionText = (session: Session) =>
  [...connectionText(session.connection), ...peerText(session.peer)].join('\n').toLowerCase();
