import type { LiveDown, LiveUp } from '@orrery/protocol';
import { backoffMs } from './backoff.ts';
import type { LiveStore } from './live-store.ts';
import { createSubscriptions } from './live-subscriptions.ts';
import { hasGap } from './reduce-live.ts';

/** The part of a WebSocket that the client uses. */
export interface LiveSocket {
  send(text: string): void;
  close(): void;
}

/** What a socket tells. Called asynchronously, never from inside `connect`. */
export interface LiveSocketEvents {
  onText(text: string): void;
  onClose(): void;
}

/** The outside world of the client. */
export interface LiveClientOptions {
  store: LiveStore;
  connect(events: LiveSocketEvents): LiveSocket;
  /** Throws when a frame does not fit the schema. */
  parse(text: string): LiveDown;
  now(): number;
  random(): number;
  /** Starts a timer and returns the way to stop it. */
  after(delayMs: number, task: () => void): () => void;
  isOnline(): boolean;
  /** Called when the hub refuses the connection because nobody is signed in. */
  onUnauthenticated(): void;
}

/** Keeps one connection to the hub and what is watched through it. */
export interface LiveClient {
  /** Watches one session until the returned function is called. Counted. */
  watchSession(sessionId: string): () => void;
  /** Connects now instead of waiting: the network is back, the tab is seen again, a person asked. */
  retryNow(): void;
  wentOffline(): void;
  close(): void;
}

const PING_EVERY_MS = 20_000;
/** No frame for this long means that the way is dead, even if the socket does not know. */
const SILENCE_MS = 45_000;
const nothing = () => {};

/** Policy of the connection: when to connect, when to give up, what to ask for again. */
class Client implements LiveClient {
  readonly #options: LiveClientOptions;
  readonly #subscriptions;
  #socket: LiveSocket | null = null;
  #isWelcome = false;
  #isClosed = false;
  #attempt = 0;
  #lastHeardAt = 0;
  #lostAt: number | null = null;
  #stopRetry = nothing;
  #stopPing = nothing;

  constructor(options: LiveClientOptions) {
    this.#options = options;
    this.#subscriptions = createSubscriptions({
      store: options.store,
      send: (message) => this.#send(message),
    });
    this.#open();
  }

  watchSession(sessionId: string): () => void {
    return this.#subscriptions.watch(sessionId);
  }

  retryNow(): void {
    const isHopeless = this.#options.store.latest().connection.status === 'outdated';
    if (this.#isClosed || this.#isWelcome || isHopeless) return;
    this.#stop();
    this.#open();
  }

  wentOffline(): void {
    this.#lostAt ??= this.#options.now();
    this.#stop();
    this.#options.store.dispatch({
      type: 'connectionChanged',
      connection: { status: 'offline', lostAt: this.#lostAt },
    });
  }

  close(): void {
    this.#isClosed = true;
    this.#stop();
  }

  #open(): void {
    this.#stopRetry();
    this.#lastHeardAt = this.#options.now();
    const current: LiveSocket = this.#options.connect({
      onText: (text) => {
        if (this.#socket === current) this.#receive(text);
      },
      onClose: () => {
        if (this.#socket === current) this.#lost();
      },
    });
    this.#socket = current;
    // A connection that never says welcome is dead too.
    this.#stopPing = this.#options.after(SILENCE_MS, () => this.#drop());
  }

  #receive(text: string): void {
    const { store, now, parse } = this.#options;
    let message: LiveDown;
    try {
      message = parse(text);
    } catch {
      // Not a fault to retry: the hub is of another version than this page.
      this.#stop();
      store.dispatch({ type: 'connectionChanged', connection: { status: 'outdated' } });
      return;
    }
    this.#lastHeardAt = now();
    if (message.type === 'error' && message.id === undefined) {
      if (message.kind === 'unauthenticated') this.#options.onUnauthenticated();
      return;
    }
    const sessionId = 'id' in message ? this.#subscriptions.topicOf(message.id) : null;
    if (sessionId === undefined) return;
    if (hasGap(store.latest(), message, sessionId)) {
      this.#subscriptions.subscribe(sessionId);
      return;
    }
    store.dispatch({ type: 'received', message, sessionId, at: now() });
    if (message.type === 'welcome') this.#welcome();
  }

  #welcome(): void {
    this.#isWelcome = true;
    this.#attempt = 0;
    this.#lostAt = null;
    this.#subscriptions.resume();
    this.#ping();
  }

  #ping(): void {
    this.#stopPing();
    this.#stopPing = this.#options.after(PING_EVERY_MS, () => {
      if (this.#options.now() - this.#lastHeardAt > SILENCE_MS) {
        this.#drop();
        return;
      }
      this.#send({ type: 'ping', at: this.#options.now() });
      this.#ping();
    });
  }

  #lost(): void {
    this.#socket = null;
    this.#stop();
    if (this.#isClosed) return;
    this.#lostAt ??= this.#options.now();
    if (!this.#options.isOnline()) {
      this.wentOffline();
      return;
    }
    this.#attempt += 1;
    const delayMs = backoffMs(this.#attempt, this.#options.random());
    this.#options.store.dispatch({
      type: 'connectionChanged',
      connection: {
        status: 'reconnecting',
        attempt: this.#attempt,
        nextAt: this.#options.now() + delayMs,
        lostAt: this.#lostAt,
      },
    });
    this.#stopRetry = this.#options.after(delayMs, () => this.#open());
  }

  #drop(): void {
    this.#stop();
    this.#lost();
  }

  #stop(): void {
    this.#stopRetry();
    this.#stopPing();
    this.#isWelcome = false;
    this.#subscriptions.pause();
    const current = this.#socket;
    this.#socket = null;
    current?.close();
  }

  #send(message: LiveUp): void {
    this.#socket?.send(JSON.stringify(message));
  }
}

/** Makes the client and connects. The socket, clock and timers come from outside. */
export function createLiveClient(options: LiveClientOptions): LiveClient {
  return new Client(options);
}
