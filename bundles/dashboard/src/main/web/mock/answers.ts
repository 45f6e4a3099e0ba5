import type { components } from '../src/schema';
import { authenticators, authority, certificates, configurations, health, info, nodes, plugins } from './data.ts';

type Schema = components['schemas'];

const HOW_MANY = Number(process.env.CULVERT_MOCK_TUNNELS ?? 10_000);
const names = ['Kitchen', 'Workshop', 'Garage', 'Office', 'Attic', 'Cellar', 'Greenhouse', 'Pump house'];

function end(n: number): Schema['TunnelEnd'] {
  return {
    connection: {
      id: `c${n}`,
      kind: n % 5 === 0 ? 'STREAM' : 'WEBSOCKET',
      encrypted: n % 7 !== 0,
      listener: n % 5 === 0 ? 'stream' : 'main',
      remote: `203.0.113.${n % 250}:${40_000 + (n % 20_000)}`,
      since: new Date(Date.now() - n * 13_000).toISOString(),
      certificates: [],
    },
    peer: {
      identity: `customer-${n % 40}`,
      uuid: `4d7f0a3e-55a8-4bd5-8d0f-${String(n).padStart(12, '0')}`,
      name: n % 6 === 0 ? null : `${names[n % names.length]} ${n}`,
      attributes: {},
    },
  };
}

const tunnels = new Map<string, Schema['Tunnel']>();
let made = 0;
function open(): Schema['Tunnel'] {
  const n = ++made;
  const tunnel = {
    id: `t${n}`,
    first: end(2 * n),
    second: end(2 * n + 1),
    since: new Date(Date.now() - (n < HOW_MANY ? n * 11_000 : 0)).toISOString(),
    bytesToSecond: n * 9_173,
    bytesToFirst: n * 2_711,
    bytesPerSecond: (n * 7919) % 400_000,
    closing: false,
  };
  tunnels.set(tunnel.id, tunnel);
  return tunnel;
}
while (made < HOW_MANY) {
  open();
}
const sessions: Schema['Session'][] = Array.from({ length: 7 }, (_, i) => ({
  connection: end(50_000 + i).connection,
  state: (['WAITING', 'WAITING', 'AUTHENTICATING', 'CONNECTED'] as const)[i % 4] ?? 'WAITING',
  stateSince: new Date(Date.now() - i * 31_000).toISOString(),
  peer: i % 4 < 2 ? end(50_000 + i).peer : null,
}));
const tokens: Schema['Token'][] = [
  { name: 'prometheus', role: 'VIEWER', created: '2026-10-01T10:00:00Z', expires: null },
  { name: 'ci', role: 'OPERATOR', created: '2026-09-01T10:00:00Z', expires: '2026-11-01T10:00:00Z' },
];

function sample(time: number): Schema['Sample'] {
  const wave = Math.sin(time / 240_000) + Math.sin(time / 31_000) / 3;
  return {
    time: new Date(time).toISOString(),
    tunnels: tunnels.size + Math.round(wave * 60),
    sessions: { CONNECTED: 1, AUTHENTICATING: 2, CERTIFYING: 0, WAITING: 4 },
    connections: tunnels.size * 2 + 7 + Math.round(wave * 90),
    bytesPerSecond: Math.round(18e6 * (1.8 + wave)),
    accepted: 3.4 + wave,
    rejected: Math.max(0, wave / 2),
    failed: 0,
    heapUsed: 90e6 + ((time / 100) % 60e6),
    heapMax: 201_326_592,
    directUsed: 8e6 + wave * 2e6,
  };
}

const attention: Schema['Attention'][] = [
  {
    severity: 'CRITICAL',
    link: 'authenticators',
    text: 'The authenticator "cloud" fails: connect to auth.example.com timed out. Peers are refused until it answers again.',
  },
  { severity: 'WARN', link: 'certificates', text: 'The authority expires in 21 days and has no successor. Renew it.' },
];

/** The answer to a request: status and content. */
export function answer(method: string, path: string, search: URLSearchParams, body: string): [number, unknown?] {
  if (method === 'GET') {
    return get(path, search);
  }
  const id = decodeURIComponent(path.split('/')[2] ?? '');
  if (method === 'DELETE' && path.startsWith('/tunnels/')) {
    return tunnels.delete(id) ? [204] : problem(404, `There is no tunnel ${id}; it may have ended.`);
  }
  if (path === '/authenticators/try') {
    const good = JSON.parse(body).token === 'good';
    return [
      200,
      {
        accepted: good,
        authenticator: 'office',
        reason: good ? null : 'No token of office is like this one.',
        took: 0.0021,
        identity: good ? 'office' : null,
        attributes: {},
        limits: null,
        uses: null,
      },
    ];
  }
  if (path.startsWith('/configurations') && method !== 'DELETE') {
    return problem(400, 'authentication.timeout: 500 is more than 300 seconds. Write at most 300.');
  }
  if (path === '/authority/generations') {
    return [200, { generation: 3, authority: authority() }];
  }
  if (path === '/authority/import' || path === '/authority/cross-certification') {
    return [
      200,
      {
        generation: path.endsWith('import') ? 3 : null,
        subject: 'CN=Example Devices,O=Example',
        issuer: 'CN=Example Root,O=Example',
        fingerprint: '9f3a5c'.repeat(11).slice(0, 64),
      },
    ];
  }
  if (path === '/authority/revocations') {
    return [200, { revoked: 1, readmitted: search.get('device') ?? search.get('identity') }];
  }
  if (path === '/authority/certificates') {
    return [
      201,
      { certificate: certificates[0], pem: '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n' },
    ];
  }
  if (path === '/tokens') {
    const { name, role } = JSON.parse(body);
    tokens.push({ name, role, created: new Date().toISOString(), expires: null });
    return [201, { name, token: 'culvert_Zk3vJ8mQ1tYw6bN0xR5cL2sD9fH4gK7p' }];
  }
  if (path.startsWith('/nodes/')) {
    nodes[0] = {
      ...(nodes[0] as Schema['Node']),
      drainsUntil: method === 'PUT' ? new Date(Date.now() + JSON.parse(body).seconds * 1000).toISOString() : null,
    };
    return [200, nodes[0]];
  }
  return method === 'DELETE' ? [204] : [200, plugins[path === '/plugins' ? 2 : 0]];
}

const problem = (status: number, detail: string): [number, unknown] => [
  status,
  { type: 'urn:culvert:problem:bad-request', title: 'Refused', status, detail },
];

function get(path: string, search: URLSearchParams): [number, unknown] {
  const now = Date.now();
  const lists: Record<string, () => unknown> = {
    '/me': () => ({ user: 'admin', role: process.env.CULVERT_MOCK_ROLE ?? 'ADMIN', door: 'CONSOLE' }),
    '/info': () => info,
    '/overview': () => ({ sample: sample(now), attention }),
    '/overview/history': () => ({
      interval: 10,
      samples: Array.from({ length: 360 }, (_, i) => sample(now - (360 - i) * 10_000)),
    }),
    '/tunnels': () => ({ total: tunnels.size, tunnels: [...tunnels.values()] }),
    '/sessions': () => ({ total: sessions.length, sessions }),
    '/authenticators': () => authenticators,
    '/configurations': () => configurations,
    '/authority': authority,
    '/authority/cross-certification': () => ({
      pem: '-----BEGIN CERTIFICATE REQUEST-----\nMIIBIDCBxwIBADAoMSYwJAYDVQQDDB1DdWx2ZXJ0\n-----END CERTIFICATE REQUEST-----\n',
    }),
    '/nodes': () => ({ nodes }),
    '/plugins': () => ({ plugins }),
    '/health': () => health,
    '/tokens': () => ({ tokens }),
    '/audit': () => ({
      entries: Array.from({ length: 20 }, (_, i) => ({
        seq: 20 - i,
        time: new Date(now - i * 61_000).toISOString(),
        event: i % 3 ? 'peer.accepted' : 'operator.acted',
        user: 'admin',
        action: 'tunnel.close',
        target: `t${i}`,
        hash: 'ab12',
      })),
    }),
    '/audit/verify': () => ({
      whole: true,
      files: 2,
      lines: 48_211,
      first: 1,
      last: 48_211,
      head: 'ab',
      lost: 0,
      keyed: false,
      fault: null,
    }),
  };
  if (path.startsWith('/balancers/')) {
    return [
      200,
      `# ${path.slice(11)}\nupstream culvert {\n    server 192.0.2.1:8443;\n}\nserver {\n    listen 443 ssl;\n    location /websocket {\n        proxy_pass https://culvert;\n        proxy_http_version 1.1;\n        proxy_set_header Upgrade $http_upgrade;\n        proxy_set_header Connection "upgrade";\n    }\n}\n`,
    ];
  }
  if (path === '/authority/certificates') {
    const text = search.get('text') ?? '';
    const all = certificates.filter((c) => `${c.identity}${c.device}${c.serial}`.includes(text));
    const offset = Number(search.get('offset'));
    return [200, { total: all.length, certificates: all.slice(offset, offset + Number(search.get('limit'))) }];
  }
  if (path.startsWith('/authority/certificates/')) {
    return [
      200,
      {
        certificate: certificates[0],
        subject: 'CN=4d7f0a3e',
        issuer: 'CN=Culvert D2D 2',
        algorithm: 'EC 256',
        fingerprint: 'ab'.repeat(32),
        pem: 'PEM',
      },
    ];
  }
  const list = lists[path];
  return list ? [200, list()] : problem(404, `There is no ${path}.`);
}

/** Sends events each second; returns how to end that. */
export function stream(topics: string[], send: (topic: string, data: unknown) => void): () => void {
  const timer = setInterval(() => {
    for (const topic of topics) {
      if (topic === 'overview') {
        send(topic, sample(Date.now()));
      } else if (topic === 'tunnels') {
        send(topic, tunnelsEvent());
      } else if (topic === 'activity' && Math.random() < 0.5) {
        send(topic, activity());
      }
    }
  }, 1000);
  return () => clearInterval(timer);
}

function tunnelsEvent(): Schema['TunnelsEvent'] {
  const changed = [...tunnels.values()].filter(() => Math.random() < 0.3);
  return {
    opened: [open()],
    changed: changed.map((t) => [
      t.id,
      t.bytesToSecond + 1000,
      t.bytesToFirst + 50,
      Math.round(Math.random() * 400_000),
    ]),
    closing: [],
    closed: [],
  };
}

function activity() {
  const { connection, peer } = end(Math.floor(Math.random() * 900));
  const at = new Date().toISOString();
  return Math.random() < 0.8
    ? { type: 'PeerAccepted', at, connection, peer, authenticator: 'office', took: 0.002 }
    : {
        type: 'PeerRefused',
        at,
        connection,
        uuid: null,
        name: 'scanner',
        authenticator: '',
        result: 'REJECTED',
        reason: 'no authenticator knows these credentials',
        took: 0.001,
      };
}
