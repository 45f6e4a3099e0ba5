import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { get, isLoggedOut, type Schema } from './api';
import { me } from './me';

/** What the stream of events brings, by topic. */
export interface Topics {
  overview: Schema['Sample'];
  tunnels: Schema['TunnelsEvent'];
  sessions: Schema['SessionsEvent'];
  activity: Schema['Activity'] & Record<string, unknown>;
  authenticators: Schema['Authenticators'];
  authority: Schema['Authority'];
  plugins: Schema['Plugins'];
  nodes: Schema['Nodes'];
}
type Topic = keyof Topics;

export interface Listener<T> {
  event: (data: T) => void;
  /** The stream has begun, or begun anew: what was missed has to be fetched. */
  open?: () => void;
}

/** Whether what the page shows is of now. */
export const connection = signal<'connecting' | 'live' | 'reconnecting' | 'loggedOut'>('connecting');

/** Since when it is not, in milliseconds; `undefined` when it is, or has been a moment ago. */
export const lostSince = signal<number | undefined>(undefined);

/** How often the connection has come back: what was fetched before is of another time. */
export const comebacks = signal(0);

const FIRST_RETRY = 1_000;
const LAST_RETRY = 15_000;
/** Milliseconds for which nobody has to know. */
const SHORT = 3_000;

/** One stream for the whole page, with the topics that somebody listens to; opened anew when these change. */
class LiveStream {
  private readonly listeners = new Map<Topic, Set<Listener<never>>>();
  private source?: EventSource;
  private opened = '';
  private retry = FIRST_RETRY;
  private timer?: ReturnType<typeof setTimeout>;
  private lost?: ReturnType<typeof setTimeout>;

  listen<K extends Topic>(topic: K, listener: Listener<Topics[K]>): () => void {
    const all = this.listeners.get(topic) ?? new Set();
    this.listeners.set(topic, all.add(listener as Listener<never>));
    queueMicrotask(() => this.adapt());
    return () => {
      all.delete(listener as Listener<never>);
      queueMicrotask(() => this.adapt());
    };
  }

  private topics(): Topic[] {
    return [...this.listeners].filter(([, all]) => all.size > 0).map(([topic]) => topic);
  }

  private adapt() {
    const wanted = this.topics().sort().join(',');
    if (wanted !== this.opened) {
      this.opened = wanted;
      this.open();
    } else if (this.source?.readyState === EventSource.OPEN) {
      this.tellOpen();
    }
  }

  private open() {
    clearTimeout(this.timer);
    this.source?.close();
    this.source = undefined;
    if (!this.opened) {
      return;
    }
    const source = new EventSource(`/api/v1/events?topics=${this.opened}`);
    this.source = source;
    source.addEventListener('open', () => {
      this.retry = FIRST_RETRY;
      this.found();
      this.tellOpen();
    });
    source.addEventListener('error', () => this.again());
    source.addEventListener('resync', () => this.again());
    source.addEventListener('end', () => this.again());
    for (const topic of this.topics()) {
      source.addEventListener(topic, (event) => {
        const data = JSON.parse((event as MessageEvent<string>).data) as never;
        for (const listener of this.listeners.get(topic) ?? []) {
          listener.event(data);
        }
      });
    }
  }

  /** Tells each listener once per stream, also those that came after it had been opened. */
  private tellOpen() {
    for (const all of this.listeners.values()) {
      for (const listener of all) {
        if (this.told.get(listener) !== this.source) {
          this.told.set(listener, this.source);
          listener.open?.();
        }
      }
    }
  }
  private readonly told = new WeakMap<object, EventSource | undefined>();

  private found() {
    clearTimeout(this.lost);
    this.lost = undefined;
    lostSince.value = undefined;
    if (connection.value === 'reconnecting' || connection.value === 'loggedOut') {
      comebacks.value++;
    }
    connection.value = 'live';
  }

  /** Not left to the browser, which gives up at once when a proxy answers with an error. */
  private again(state: 'reconnecting' | 'loggedOut' = 'reconnecting') {
    this.source?.close();
    connection.value = state;
    const now = Date.now();
    this.lost ??= setTimeout(() => {
      lostSince.value = now;
    }, SHORT);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      // Finds out whether the session has ended: a stream does not tell its status.
      get<Schema['Me']>('/me').then(
        (answer) => {
          me.value = answer;
          this.open();
        },
        (problem: unknown) => this.again(isLoggedOut(problem) ? 'loggedOut' : 'reconnecting'),
      );
    }, this.retry);
    this.retry = Math.min(this.retry * 2, LAST_RETRY);
  }
}

const stream = new LiveStream();
export const listen = stream.listen.bind(stream) as LiveStream['listen'];

/** Listens for as long as the component is there. */
export function useLive<K extends Topic>(topic: K, event: (data: Topics[K]) => void, open?: () => void) {
  // biome-ignore lint/correctness/useExhaustiveDependencies: the listeners are those of the first rendering
  useEffect(() => listen(topic, { event, open }), [topic]);
}
