import { connectionTest as t } from './strings';

/** One thing that is tried, and what came of it. */
export interface Step {
  name: string;
  state: 'running' | 'ok' | 'failed' | 'skipped';
  /** Seconds. */
  took?: number;
  /** What was seen, in words. */
  detail?: string;
  /** RFC 6455 section 7.4, when the connection was closed. */
  code?: number;
  reason?: string;
  /** What to do about it. */
  advice?: readonly string[];
}

/** One address that is tried. */
export interface Attempt {
  url: string;
  steps: Step[];
}

/** Exchanged in tests. */
export interface Means {
  fetch: typeof fetch;
  WebSocket: typeof WebSocket;
  /** Seconds to wait for each step. */
  patience: number;
  /** Whose pages may read answers of the address. */
  origin: string;
}

const browser = (): Means => ({
  fetch: window.fetch.bind(window),
  WebSocket: window.WebSocket,
  patience: 10,
  origin: location.origin,
});

/** The addresses to try for a base such as `wss://host:8443`: any node, then a certain one. */
export function addresses(base: string, node: string): string[] {
  const url = new URL(base.includes('://') ? base : `wss://${base}`);
  url.protocol = url.protocol.replace('http', 'ws');
  if (url.protocol !== 'ws:' && url.protocol !== 'wss:') {
    throw new TypeError(url.protocol);
  }
  const root = `${url.protocol}//${url.host}${url.pathname.replace(/\/(websocket(\/.*)?)?$/, '')}/websocket`;
  return node ? [root, `${root}/${encodeURIComponent(node)}`] : [root];
}

/** Tries one address step by step; `changed` hears of each new state. Never throws. */
export async function tryAddress(
  url: string,
  changed: (attempt: Attempt) => void,
  means: Means = browser(),
): Promise<Attempt> {
  const attempt: Attempt = { url, steps: [] };
  const step = async (name: string, work: () => Promise<Partial<Step>>): Promise<boolean> => {
    const started = performance.now();
    attempt.steps.push({ name, state: 'running' });
    changed({ url, steps: [...attempt.steps] });
    const result = await work();
    const took = (performance.now() - started) / 1000;
    attempt.steps[attempt.steps.length - 1] = { name, state: 'ok', took, ...result };
    changed({ url, steps: [...attempt.steps] });
    return result.state !== 'failed';
  };
  let socket: Socket | undefined;
  const good =
    (await step(t.reach, () => reach(url, means))) &&
    (await step(t.open, async () => {
      socket = new Socket(url, means);
      return (await socket.opened()) ?? refused(url, means);
    })) &&
    socket !== undefined &&
    (await step(t.hello, () => (socket as Socket).hello())) &&
    (await step(t.close, () => (socket as Socket).close()));
  socket?.abandon();
  if (!good) {
    for (const name of [t.reach, t.open, t.hello, t.close].slice(attempt.steps.length)) {
      attempt.steps.push({ name, state: 'skipped' });
    }
    changed({ url, steps: [...attempt.steps] });
  }
  return attempt;
}

const failed = (detail: string, advice: readonly string[], closed?: CloseEvent): Partial<Step> => ({
  state: 'failed',
  detail,
  advice,
  code: closed?.code,
  reason: closed?.reason,
});

const overHttp = (url: string) => new URL(url.replace(/^ws/, 'http'));

/** Whether anything at all answers there; across origins a browser tells no more than that. */
async function reach(url: string, means: Means): Promise<Partial<Step>> {
  const health = new URL('/healthz', overHttp(url));
  try {
    await means.fetch(health, {
      mode: 'no-cors',
      cache: 'no-store',
      signal: AbortSignal.timeout(means.patience * 1000),
    });
    return { detail: t.reached(health.host) };
  } catch {
    return failed(t.notReached(health.host), t.adviceReach(health.href));
  }
}

/** Why there was no upgrade: asks without one, which tells when the address is of our own origin. */
async function refused(url: string, means: Means): Promise<Partial<Step>> {
  const address = overHttp(url);
  if (address.origin !== means.origin) {
    return { ...failed(t.notOpened, t.adviceOpen), code: 1006 };
  }
  try {
    const { status } = await means.fetch(address, { cache: 'no-store', redirect: 'manual' });
    return { ...failed(t.notOpenedStatus(status), t.adviceStatus[status] ?? t.adviceOpen), code: 1006 };
  } catch {
    return { ...failed(t.notOpened, t.adviceOpen), code: 1006 };
  }
}

/** A WebSocket whose events can be waited for, with a deadline. */
class Socket {
  private readonly socket: WebSocket;
  private readonly closed: Promise<CloseEvent>;

  constructor(
    url: string,
    private readonly means: Means,
  ) {
    this.socket = new means.WebSocket(url);
    this.socket.onerror = () => {}; // tells nothing; what there is to know is in the close that follows
    this.closed = new Promise((resolve) => {
      this.socket.onclose = resolve;
    });
  }

  /** `undefined` when it did not open. */
  async opened(): Promise<Partial<Step> | undefined> {
    const open = new Promise<'open'>((resolve) => {
      this.socket.onopen = () => resolve('open');
    });
    const first = await this.first(open);
    return first === 'open' ? { detail: t.opened } : undefined;
  }

  /** Asks who is there: any gateway answers that before a peer shows a token. */
  async hello(): Promise<Partial<Step>> {
    const answer = new Promise<{ text: string }>((resolve) => {
      this.socket.onmessage = (event) => resolve({ text: String(event.data) });
    });
    this.socket.send('{"id":0,"method":"RemoteProxy.Hello"}');
    const first = await this.first(answer);
    if (first === 'late') {
      return failed(t.silent(this.means.patience), t.adviceSilent);
    }
    if (!('text' in first)) {
      return failed(t.closedEarly, t.adviceCode[first.code] ?? t.adviceCode[1006] ?? [], first);
    }
    const gateway = greeting(first.text);
    return gateway ? { detail: t.greeted(gateway) } : failed(t.foreign, t.adviceForeign);
  }

  async close(): Promise<Partial<Step>> {
    this.socket.close(1000);
    const first = await this.first<never>(new Promise(() => {}));
    if (first === 'late') {
      return failed(t.notClosed(this.means.patience), t.adviceClose);
    }
    if (first.code === 1000 || first.code === 1005) {
      return { detail: t.closed, code: first.code, reason: first.reason };
    }
    return failed(t.closedBadly, t.adviceClose, first);
  }

  abandon() {
    this.socket.onmessage = null;
    this.socket.close();
  }

  private async first<T>(wanted: Promise<T>): Promise<T | CloseEvent | 'late'> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<'late'>((resolve) => {
      timer = setTimeout(() => resolve('late'), this.means.patience * 1000);
    });
    const first = await Promise.race([wanted, this.closed, late]);
    clearTimeout(timer);
    return first;
  }
}

/** Name and version in an answer to Hello; `undefined` when it is no such answer. */
function greeting(text: string): string | undefined {
  try {
    const answer = JSON.parse(text) as { status?: string; params?: { name?: string; version?: string } };
    return answer.status === 'success' && answer.params ? `${answer.params.name} ${answer.params.version}` : undefined;
  } catch {
    return undefined;
  }
}
