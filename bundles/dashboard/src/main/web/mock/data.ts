import type { components } from '../src/schema';

type Schema = components['schemas'];
const day = 86_400_000;
const at = (days: number) => new Date(Date.now() + days * day).toISOString();

const listeners: Schema['Listener'][] = [
  {
    name: 'main',
    kind: 'WEBSOCKET',
    encrypted: true,
    tlsProvider: 'Java',
    address: '0.0.0.0:8443',
    connections: 19_998,
  },
  { name: 'stream', kind: 'STREAM', encrypted: true, tlsProvider: 'Java', address: '0.0.0.0:8444', connections: 12 },
];

const generation = (number: number, phase: Schema['Phase'], from: number, to: number): Schema['Generation'] => ({
  number,
  phase,
  subject: `CN=Culvert D2D ${number}`,
  fingerprint: '9f3a5c'.repeat(11).slice(0, 64),
  notBefore: at(from),
  notAfter: at(to),
  imported: false,
  active: 120 * number,
  crlNumber: 31,
  nextCrl: at(1),
  crlExpires: at(7),
});

export const authority = (): Schema['Authority'] => ({
  state: 'EXPIRING',
  problem: 'Generation 2 expires in 21 days and has no successor; renew it.',
  folder: '/var/lib/culvert/d2d',
  generations: [generation(2, 'ACTIVE', -709, 21), generation(1, 'SUPERSEDED', -1400, 9)],
  issued: 1842,
  active: 411,
  revoked: 7,
  blocked: 2,
  refused: { NOT_AUTHENTICATED: 14, WEAK_KEY: 1 },
  renewal: null,
});

export const info: Schema['Info'] = {
  version: '0.1.0',
  uptime: 612_311,
  broker: { sessions: { CONNECTED: 1, AUTHENTICATING: 2, CERTIFYING: 0, WAITING: 4 }, authenticators: 2 },
  transport: { node: 'gw1', tunnels: 10_000, bytesPerSecond: 1e7, listeners },
  authority: authority(),
  memory: { heapUsed: 9e7, heapMax: 2e8, directUsed: 8e6 },
};

export const certificates: Schema['Certificate'][] = Array.from({ length: 137 }, (_, i) => ({
  serial: (0x5af3107a4000 + i * 7919).toString(16).padStart(32, '3'),
  device: `4d7f0a3e-55a8-4bd5-8d0f-${String(i).padStart(12, '0')}`,
  identity: `customer-${i % 40}`,
  generation: 2,
  notBefore: at(-30),
  notAfter: at(60 - (i % 50)),
  revocation: i % 9 === 4 ? { at: at(-1), reason: 'KEY_COMPROMISE' as const } : null,
}));

export const nodes: Schema['Node'][] = [
  {
    id: 'gw1',
    own: true,
    version: '0.1.0',
    started: at(-7),
    paths: ['/websocket', '/websocket/gw1'],
    listeners,
    ready: true,
    drainsUntil: null,
    tunnels: 10_000,
    sessions: 7,
  },
];

export const plugins: Schema['Plugin'][] = [
  {
    id: 91,
    bundle: 'org.example.authenticator',
    name: 'Example authenticator',
    version: '1.0.0',
    state: 'ACTIVE',
    file: 'org.example.authenticator-1.0.0.jar',
    services: ['Authenticator'],
    authenticators: ['example'],
    problem: null,
  },
  {
    id: 92,
    bundle: 'com.example.ldap',
    name: 'LDAP authenticator',
    version: '0.3.1',
    state: 'INSTALLED',
    file: 'ldap.jar',
    services: [],
    authenticators: [],
    problem:
      'Imports the package com.unboundid.ldap.sdk [7.0,8), which nobody exports. Install the bundle that has it, or build the plugin with it inside.',
  },
  {
    id: 93,
    bundle: 'io.culvert.authenticator.statictoken',
    name: 'Lists of tokens',
    version: '1.0.0',
    state: 'ACTIVE',
    file: 'tokens.jar',
    services: [],
    authenticators: [],
    problem: 'has no configuration: make one of io.culvert.authenticator.statictoken',
  },
];

export const health: Schema['Health'] = {
  ready: true,
  results: [
    {
      name: 'authenticators',
      status: 'CRITICAL',
      message: 'The authenticator "cloud" is not asked: it failed 5 times. See its last error.',
      took: 0.0004,
    },
    { name: 'authority', status: 'WARN', message: 'Expires in 21 days. Renew it.', took: 0.0011 },
    { name: 'broker', status: 'OK', message: 'Takes peers.', took: 0.0001 },
    { name: 'transport', status: 'OK', message: '2 listeners, 20 010 connections.', took: 0.0002 },
  ],
};

export const authenticators: Schema['Authenticators'] = {
  authenticators: [
    {
      name: 'office',
      bundle: 'io.culvert.authenticator.statictoken',
      pid: 'io.culvert.authenticator.statictoken~office',
      ranking: 100,
      calls: 48_211,
      accepted: 47_100,
      rejected: 911,
      abstained: 200,
      failed: 0,
      remembered: 3,
      median: 0.0001,
      p99: 0.0004,
      lastError: null,
      circuit: 'CLOSED',
    },
    {
      name: 'cloud',
      bundle: 'io.culvert.authenticator.http',
      pid: 'io.culvert.authenticator.http~cloud',
      ranking: 50,
      calls: 200,
      accepted: 150,
      rejected: 31,
      abstained: 0,
      failed: 19,
      remembered: 0,
      median: 0.041,
      p99: 2.3,
      lastError: 'connect to auth.example.com:443 timed out after 5 s',
      circuit: 'OPEN',
    },
  ],
  missing: [
    {
      id: 102,
      bundle: 'io.culvert.authenticator.jwt',
      version: '0.1.0',
      problem: 'has no configuration: write etc/io.culvert.authenticator.jwt-NAME.config, or make one in the console',
    },
  ],
};

const attribute = (
  key: string,
  name: string,
  description: string,
  more: Partial<Schema['Attribute']> = {},
): Schema['Attribute'] => ({
  key,
  name,
  description,
  type: 'STRING',
  cardinality: 0,
  required: true,
  defaults: [],
  options: [],
  ...more,
});

export const configurations: Schema['Configurations'] = {
  types: [
    {
      pid: 'io.culvert.authenticator.statictoken',
      factory: true,
      name: 'Culvert static tokens',
      description: 'Accepts tokens from configuration files',
      bundle: 'io.culvert.authenticator.statictoken',
      attributes: [
        attribute('identity', 'Identity', 'Who a peer with one of these tokens is'),
        attribute('tokens', 'Tokens', 'Each a token, file:NAME or env:NAME', { cardinality: 2147483647 }),
        attribute('ranking', 'Ranking', 'The higher is asked first', { type: 'INTEGER', defaults: ['100'] }),
        attribute('.secret', 'Secret', 'Signs what is remembered', { type: 'PASSWORD', required: false }),
      ],
    },
    {
      pid: 'io.culvert.broker',
      factory: false,
      name: 'Culvert broker',
      description: 'Authenticates peers and introduces them to each other',
      bundle: 'io.culvert.broker',
      attributes: [
        attribute(
          'authentication.timeout',
          'Authentication timeout',
          'How long all authenticators together may take, in seconds',
          { type: 'INTEGER', defaults: ['10'] },
        ),
        attribute('duplicate.policy', 'Duplicate policy', 'What happens to a peer whose uuid is there already', {
          defaults: ['probe'],
          options: [
            { value: 'probe', label: 'Probe the one that waits' },
            { value: 'refuse', label: 'Refuse the newcomer' },
          ],
        }),
        attribute('open', 'Open', 'Whether peers without a nonce may meet', { type: 'BOOLEAN', defaults: ['true'] }),
      ],
    },
  ],
  configurations: [
    {
      pid: 'io.culvert.authenticator.statictoken~office',
      type: 'io.culvert.authenticator.statictoken',
      name: 'office',
      file: 'io.culvert.authenticator.statictoken-office.config',
      values: { identity: 'office', tokens: ['file:etc/office.token'], ranking: 100 },
      secrets: { '.secret': true },
    },
    {
      pid: 'io.culvert.broker',
      type: 'io.culvert.broker',
      name: null,
      file: 'io.culvert.broker.cfg',
      values: {},
      secrets: {},
    },
  ],
};
