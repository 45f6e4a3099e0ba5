import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import WebSocket, { WebSocketServer } from 'ws';
import { addresses, type Means, type Step, tryAddress } from '../src/connection-test';
import { connectionTest as t } from '../src/strings';

const HELLO =
  '{"id":0,"params":{"apiVersion":"0.3","name":"culvert","server":"culvert","version":"0.1.0"},"status":"success"}\n';

let http: Server;
let gateway: WebSocketServer;
let origin: string;

beforeEach(async () => {
  http = createServer((request, response) => {
    response.writeHead(request.url === '/healthz' ? 200 : 426).end();
  });
  gateway = new WebSocketServer({ server: http });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
});

afterEach(async () => {
  for (const client of gateway.clients) {
    client.terminate();
  }
  gateway.close();
  http.closeAllConnections();
  await new Promise((resolve) => http.close(resolve));
});

const means = (own = origin): Means => ({
  fetch,
  WebSocket: WebSocket as unknown as Means['WebSocket'],
  patience: 0.5,
  origin: own,
});

async function run(own?: string): Promise<Step[]> {
  const { steps } = await tryAddress(`${origin.replace('http', 'ws')}/websocket`, () => {}, means(own));
  return steps;
}

const states = (steps: Step[]) => steps.map((step) => step.state);

describe('the connection test', () => {
  it('goes through each step with a gateway that answers', async () => {
    gateway.on('connection', (socket) => socket.on('message', () => socket.send(HELLO)));
    const steps = await run();
    expect(states(steps)).toEqual(['ok', 'ok', 'ok', 'ok']);
    expect(steps[2]?.detail).toContain('culvert 0.1.0');
    expect(steps[3]?.code).toBe(1000);
    expect(steps.every((step) => step.took !== undefined && step.took >= 0)).toBe(true);
  });

  it('tells of each step as it goes', async () => {
    gateway.on('connection', (socket) => socket.on('message', () => socket.send(HELLO)));
    const seen: number[] = [];
    await tryAddress(`${origin.replace('http', 'ws')}/websocket`, ({ steps }) => seen.push(steps.length), means());
    expect(seen).toEqual([1, 1, 2, 2, 3, 3, 4, 4]);
  });

  it('says how to be reached when nothing answers', async () => {
    http.closeAllConnections();
    await new Promise((resolve) => http.close(resolve));
    const steps = await run();
    expect(states(steps)).toEqual(['failed', 'skipped', 'skipped', 'skipped']);
    expect(steps[0]?.advice?.join()).toContain('/healthz');
  });

  it('knows by the status that a balancer drops the upgrade', async () => {
    http.removeAllListeners('upgrade');
    http.on('upgrade', (_, socket) => socket.end('HTTP/1.1 426 Upgrade Required\r\nContent-Length: 0\r\n\r\n'));
    const steps = await run();
    expect(states(steps)).toEqual(['ok', 'failed', 'skipped', 'skipped']);
    expect(steps[1]?.advice).toEqual(t.adviceStatus[426]);
  });

  it('gives advice for every balancer when another origin hides the status', async () => {
    http.removeAllListeners('upgrade');
    http.on('upgrade', (_, socket) => socket.destroy());
    const steps = await run('https://console.example.com');
    expect(steps[1]).toMatchObject({ state: 'failed', code: 1006, advice: t.adviceOpen });
  });

  it('shows code and reason of a gateway that is being stopped', async () => {
    gateway.on('connection', (socket) => socket.on('message', () => socket.close(1012, 'Stop server')));
    const steps = await run();
    expect(steps[2]).toMatchObject({ state: 'failed', code: 1012, reason: 'Stop server', advice: t.adviceCode[1012] });
  });

  it('takes a connection that is cut for the work of a balancer', async () => {
    gateway.on('connection', (socket) => socket.on('message', () => socket.terminate()));
    const steps = await run();
    expect(steps[2]).toMatchObject({ state: 'failed', code: 1006, advice: t.adviceCode[1006] });
  });

  it('does not wait for ever for an answer', async () => {
    const steps = await run();
    expect(steps[2]).toMatchObject({ state: 'failed', advice: t.adviceSilent });
  });

  it('does not take any answer for that of a gateway', async () => {
    gateway.on('connection', (socket) => socket.on('message', () => socket.send('hello')));
    const steps = await run();
    expect(steps[2]).toMatchObject({ state: 'failed', advice: t.adviceForeign });
  });

  it('sees that the end of the connection is not passed on', async () => {
    gateway.on('connection', (socket) =>
      socket.on('message', () => {
        socket.send(HELLO);
        socket.pause();
      }),
    );
    const steps = await run();
    expect(steps[3]).toMatchObject({ state: 'failed', advice: t.adviceClose });
  });
});

describe('addresses to try', () => {
  it('are that of any node and that of a certain one', () => {
    expect(addresses('wss://gw.example.com:8443', 'gw1')).toEqual([
      'wss://gw.example.com:8443/websocket',
      'wss://gw.example.com:8443/websocket/gw1',
    ]);
  });

  it('come from whatever people paste', () => {
    for (const text of ['gw.example.com', 'https://gw.example.com/', 'wss://gw.example.com/websocket/gw7']) {
      expect(addresses(text, '')).toEqual(['wss://gw.example.com/websocket']);
    }
    expect(addresses('https://example.com/relay/websocket', '')).toEqual(['wss://example.com/relay/websocket']);
  });

  it('are not made of what is none', () => {
    expect(() => addresses('ftp://gw.example.com', '')).toThrow(TypeError);
    expect(() => addresses('', '')).toThrow(TypeError);
  });
});
