import { useMemo, useRef, useState } from 'preact/hooks';
import { remove, type Schema } from '../api';
import { age, count, rate, size } from '../format';
import { may } from '../me';
import { place } from '../router';
import { inOrderOf } from '../rows';
import { strings as t } from '../strings';
import {
  applySessions,
  applyTunnels,
  peerName,
  type Session,
  sessionText,
  type Tunnel,
  transport,
  tunnelText,
} from '../tunnels';
import { Badge, Empty, Notice } from '../ui/Notice';
import { Page } from '../ui/Page';
import { tell } from '../ui/toast';
import { type Column, nextSorting, SearchBox, type Sorting, VirtualTable } from '../ui/VirtualTable';
import { useNow } from '../useNow';
import { useResource } from '../useResource';
import { useRows } from '../useRows';
import { CloseDialog } from './CloseDialog';
import { SessionDetail, TunnelDetail } from './TunnelDetail';

const tunnelId = (tunnel: Tunnel) => tunnel.id;
const sessionId = (session: Session) => session.connection.id;

/** Both tables: `#/tunnels`, and `#/tunnels?show=sessions`. */
export function Tunnels() {
  const sessions = place.value.search.get('show') === 'sessions';
  return (
    <Page title={t.pages.tunnels}>
      <nav class="tabs" aria-label={t.tunnels.tables}>
        <a href="#/tunnels" aria-current={sessions ? undefined : 'page'}>
          {t.tunnels.tunnels}
        </a>
        <a href="#/tunnels?show=sessions" aria-current={sessions ? 'page' : undefined}>
          {t.tunnels.sessions}
        </a>
      </nav>
      {sessions ? <SessionTable /> : <TunnelTable />}
    </Page>
  );
}

interface LiveTableProps<T> {
  label: string;
  live: ReturnType<typeof useRows<'tunnels' | 'sessions', T>>;
  columns: Column<T>[];
  id: (row: T) => string;
  text: (row: T) => string;
  sortValue: Record<string, (row: T) => string | number>;
  first: Sorting;
  minWidth: number;
  none: string;
}

function LiveTable<T>(props: LiveTableProps<T>) {
  const { live, text, sortValue } = props;
  const [filter, setFilter] = useState('');
  const [sorting, setSorting] = useState(props.first);
  const [inside, setInside] = useState(false);
  const last = useRef<{ order: string[]; filter?: string; sorting?: Sorting }>({ order: [] });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the version tells that the rows have changed
  const shown = useMemo(() => {
    const wanted = filter.trim().toLowerCase();
    const value = sortValue[sorting.key] ?? props.id;
    const sign = sorting.descending ? -1 : 1;
    const found = [...live.rows.values()].filter((row) => wanted === '' || text(row).includes(wanted));
    const kept = inside && last.current.filter === filter && last.current.sorting === sorting;
    const rows = kept
      ? inOrderOf(last.current.order, found, props.id)
      : found
          .map((row) => ({ row, value: value(row) }))
          .sort((a, b) => (a.value < b.value ? -sign : a.value > b.value ? sign : 0))
          .map(({ row }) => row);
    last.current = { order: rows.map(props.id), filter, sorting };
    return rows;
  }, [live.version, filter, sorting, inside]);
  return (
    <div class="stack">
      <div class="row">
        <SearchBox label={t.tunnels.filter} value={filter} onInput={setFilter} />
        <span class="muted" role="status">
          {t.tunnels.shown(count(shown.length), count(live.rows.size))}
        </span>
        {inside && <span class="muted small push">{t.tunnels.kept}</span>}
      </div>
      {live.error && (
        <Notice tone="bad" live>
          {live.error}
        </Notice>
      )}
      {shown.length > 0 ? (
        <VirtualTable
          label={props.label}
          columns={props.columns}
          rows={shown}
          id={props.id}
          minWidth={props.minWidth}
          sorting={sorting}
          onSort={(key) => setSorting(nextSorting(sorting, key))}
          onInside={setInside}
        />
      ) : (
        <div class="card">
          <Empty icon="tunnels">{live.loading ? t.loading : filter ? t.tunnels.noMatch : props.none}</Empty>
        </div>
      )}
    </div>
  );
}

const text = (value: string) => value.toLowerCase();

const tunnelValues: Record<string, (tunnel: Tunnel) => string | number> = {
  peers: (tunnel) => text(peerName(tunnel.first.peer)),
  identity: (tunnel) => text(tunnel.first.peer.identity),
  address: (tunnel) => tunnel.first.connection.remote,
  transport: (tunnel) => transport(tunnel.first.connection),
  age: (tunnel) => -Date.parse(tunnel.since),
  bytes: (tunnel) => tunnel.bytesToFirst + tunnel.bytesToSecond,
  rate: (tunnel) => tunnel.bytesPerSecond,
};

/** Both ends, one above the other. */
function Two({ first, second }: { first: string; second: string }) {
  return (
    <span class="two">
      <span class="cut">{first}</span>
      <span class="cut muted">{second}</span>
    </span>
  );
}

function TunnelTable() {
  const now = useNow();
  // The table is of the node that answers, so it is the same in each row.
  const node = useResource<Schema['Info']>('/info').data?.transport?.node ?? '';
  const live = useRows<'tunnels', Tunnel>('tunnels', tunnelId, applyTunnels);
  const [detail, setDetail] = useState<string>();
  const [closing, setClosing] = useState<string>();
  const columns: Column<Tunnel>[] = [
    {
      key: 'peers',
      title: t.tunnels.peers,
      width: 'minmax(160px, 2fr)',
      wide: true,
      cell: (row) => (
        <span class="two">
          <button type="button" class="link-button cut start" onClick={() => setDetail(row.id)}>
            {`${row.id} · ${peerName(row.first.peer)}`}
          </button>
          <span class="cut">{peerName(row.second.peer)}</span>
        </span>
      ),
    },
    {
      key: 'identity',
      title: t.tunnels.identity,
      width: 'minmax(100px, 1fr)',
      cell: (row) => <Two first={row.first.peer.identity} second={row.second.peer.identity} />,
    },
    {
      key: 'address',
      title: t.tunnels.address,
      width: 'minmax(140px, 1.2fr)',
      cell: (row) => <Two first={row.first.connection.remote} second={row.second.connection.remote} />,
    },
    {
      key: 'transport',
      title: t.tunnels.transport,
      width: '90px',
      cell: (row) => `${transport(row.first.connection)} / ${transport(row.second.connection)}`,
    },
    { key: 'node', title: t.tunnels.node, width: '72px', spare: true, cell: () => <span class="cut">{node}</span> },
    { key: 'age', title: t.tunnels.age, width: '96px', cell: (row) => age(row.since, now) },
    {
      key: 'bytes',
      title: t.tunnels.bytes,
      width: '80px',
      number: true,
      cell: (row) => size(row.bytesToFirst + row.bytesToSecond),
    },
    {
      key: 'rate',
      title: t.tunnels.rate,
      width: '92px',
      number: true,
      cell: (row) => (row.closing ? <Badge tone="warn">{t.tunnels.closing}</Badge> : rate(row.bytesPerSecond)),
    },
  ];
  const tunnel = detail === undefined ? undefined : live.rows.get(detail);
  return (
    <>
      <LiveTable
        label={t.tunnels.tunnels}
        live={live}
        columns={columns}
        id={tunnelId}
        text={tunnelText}
        sortValue={tunnelValues}
        first={{ key: 'rate', descending: true }}
        minWidth={960}
        none={t.tunnels.none}
      />
      {detail !== undefined && (
        <TunnelDetail
          id={detail}
          tunnel={tunnel}
          now={now}
          onCloseTunnel={may('OPERATOR') ? () => setClosing(detail) : undefined}
          onClose={() => setDetail(undefined)}
        />
      )}
      {closing !== undefined && (
        <CloseDialog
          title={t.tunnels.closeTitle(closing)}
          explanation={t.tunnels.closeTunnel}
          onConfirm={async (reason) => {
            await remove(`/tunnels/${encodeURIComponent(closing)}${reason}`);
            tell(t.tunnels.closed(closing));
            setDetail(undefined);
          }}
          onClose={() => setClosing(undefined)}
        />
      )}
    </>
  );
}

const sessionValues: Record<string, (session: Session) => string | number> = {
  peer: (session) => text(peerName(session.peer)),
  state: (session) => session.state,
  identity: (session) => text(session.peer?.identity ?? ''),
  address: (session) => session.connection.remote,
  transport: (session) => transport(session.connection),
  since: (session) => -Date.parse(session.stateSince),
};

function SessionTable() {
  const now = useNow();
  const live = useRows<'sessions', Session>('sessions', sessionId, applySessions);
  const [detail, setDetail] = useState<string>();
  const [closing, setClosing] = useState<string>();
  const columns: Column<Session>[] = [
    {
      key: 'peer',
      title: t.tunnels.peer,
      width: 'minmax(160px, 2fr)',
      wide: true,
      cell: (row) => (
        <button type="button" class="link-button cut start" onClick={() => setDetail(sessionId(row))}>
          {[sessionId(row), peerName(row.peer)].filter(Boolean).join(' · ')}
        </button>
      ),
    },
    {
      key: 'state',
      title: t.tunnels.state,
      width: '150px',
      cell: (row) => <Badge tone={row.state === 'WAITING' ? 'ok' : 'neutral'}>{t.sessionStates[row.state]}</Badge>,
    },
    { key: 'since', title: t.tunnels.since, width: '120px', cell: (row) => age(row.stateSince, now) },
    {
      key: 'identity',
      title: t.tunnels.identity,
      width: 'minmax(100px, 1fr)',
      cell: (row) => row.peer?.identity ?? '–',
    },
    { key: 'address', title: t.tunnels.address, width: 'minmax(150px, 1fr)', cell: (row) => row.connection.remote },
    { key: 'transport', title: t.tunnels.transport, width: '90px', cell: (row) => transport(row.connection) },
  ];
  return (
    <>
      <LiveTable
        label={t.tunnels.sessions}
        live={live}
        columns={columns}
        id={sessionId}
        text={sessionText}
        sortValue={sessionValues}
        first={{ key: 'since', descending: true }}
        minWidth={860}
        none={t.tunnels.noSessions}
      />
      {detail !== undefined && (
        <SessionDetail
          id={detail}
          session={live.rows.get(detail)}
          now={now}
          onCloseSession={may('OPERATOR') ? () => setClosing(detail) : undefined}
          onClose={() => setDetail(undefined)}
        />
      )}
      {closing !== undefined && (
        <CloseDialog
          title={t.tunnels.closeSessionTitle(closing)}
          explanation={t.tunnels.closeSession}
          onConfirm={async (reason) => {
            await remove(`/sessions/${encodeURIComponent(closing)}${reason}`);
            tell(t.tunnels.sessionClosed(closing));
            setDetail(undefined);
          }}
          onClose={() => setClosing(undefined)}
        />
      )}
    </>
  );
}
