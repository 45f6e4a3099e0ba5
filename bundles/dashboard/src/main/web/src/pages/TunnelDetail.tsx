import type { Schema } from '../api';
import { age, dateTime, rate, size } from '../format';
import { strings as t } from '../strings';
import { peerName, type Session, type Tunnel, transport } from '../tunnels';
import { Dialog } from '../ui/Dialog';
import { Notice } from '../ui/Notice';
import { Facts } from '../ui/Page';

interface TunnelProps {
  id: string;
  /** `undefined` once it has ended. */
  tunnel?: Tunnel;
  now: number;
  onCloseTunnel?: () => void;
  onClose: () => void;
}

export function TunnelDetail({ id, tunnel, now, onCloseTunnel, onClose }: TunnelProps) {
  return (
    <Dialog title={t.tunnels.tunnel(id)} kind="drawer" onClose={onClose}>
      {tunnel ? (
        <>
          <Facts
            of={[
              [t.tunnels.established, `${dateTime(tunnel.since)} (${age(tunnel.since, now)})`],
              [t.tunnels.rate, tunnel.closing ? t.tunnels.closing : rate(tunnel.bytesPerSecond)],
              [t.tunnels.toSecond, size(tunnel.bytesToSecond)],
              [t.tunnels.toFirst, size(tunnel.bytesToFirst)],
            ]}
          />
          <h3>{t.tunnels.first}</h3>
          <End connection={tunnel.first.connection} peer={tunnel.first.peer} />
          <h3>{t.tunnels.second}</h3>
          <End connection={tunnel.second.connection} peer={tunnel.second.peer} />
          {onCloseTunnel && <CloseButton label={t.tunnels.closeThis} onClick={onCloseTunnel} />}
        </>
      ) : (
        <Notice tone="neutral" live>
          {t.tunnels.gone}
        </Notice>
      )}
    </Dialog>
  );
}

interface SessionProps {
  id: string;
  session?: Session;
  now: number;
  onCloseSession?: () => void;
  onClose: () => void;
}

export function SessionDetail({ id, session, now, onCloseSession, onClose }: SessionProps) {
  return (
    <Dialog title={t.tunnels.session(id)} kind="drawer" onClose={onClose}>
      {session ? (
        <>
          <Facts of={[[t.tunnels.state, `${t.sessionStates[session.state]}, ${age(session.stateSince, now)}`]]} />
          <End connection={session.connection} peer={session.peer} />
          {onCloseSession && <CloseButton label={t.tunnels.closeThisSession} onClick={onCloseSession} />}
        </>
      ) : (
        <Notice tone="neutral" live>
          {t.tunnels.sessionGone}
        </Notice>
      )}
    </Dialog>
  );
}

function CloseButton({ label, onClick }: { label: string; onClick: () => void }) {
  return (
    <div class="buttons">
      <button type="button" class="button danger" onClick={onClick}>
        {label}
      </button>
    </div>
  );
}

function End({ connection, peer }: { connection: Schema['Connection']; peer: Schema['Peer'] | null }) {
  return (
    <Facts
      of={[
        [t.tunnels.name, peerName(peer)],
        [t.tunnels.identity, peer?.identity],
        [t.tunnels.uuid, peer?.uuid],
        [t.tunnels.address, connection.remote],
        [t.tunnels.transport, t.tunnels.over(transport(connection), connection.listener)],
        [t.tunnels.connection, connection.id],
        [t.tunnels.connectedSince, dateTime(connection.since)],
        [t.tunnels.certificate, connection.certificates[0]],
        ...Object.entries(peer?.attributes ?? {}).map(([name, value]): [string, string] => [name, value]),
      ]}
    />
  );
}
