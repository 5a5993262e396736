import type { LiveDown, LiveUp } from '@orrery/protocol';
import { createLiveClient, type LiveClient, type LiveSocketEvents } from '../state/live-client.ts';
import { createLiveStore, type LiveStore } from '../state/live-store.ts';

/** A client on a clock and a network that only move when a test says so. */
export interface Rig {
  store: LiveStore;
  client: LiveClient;
  /** What the page has sent on the open connection, oldest first. */
  sent: LiveUp[];
  /** How many connections were opened. */
  connects: number;
  isOnline: boolean;
  unauthenticated: number;
  now(): number;
  receive(message: LiveDown): void;
  receiveText(text: string): void;
  /** The network ends the connection. */
  drop(): void;
  isConnected(): boolean;
  /** Lets time pass; timers that fall due run in their order. */
  pass(ms: number): void;
}

/** Makes a client and everything around it. */
export function createRig(): Rig {
  let now = 1_000_000;
  let timers: { at: number; task: () => void }[] = [];
  let events: LiveSocketEvents | null = null;
  const store = createLiveStore({
    schedule: (task) => {
      task();
      return () => {};
    },
  });
  const rig: Omit<Rig, 'client' | 'store'> = {
    sent: [],
    connects: 0,
    isOnline: true,
    unauthenticated: 0,
    now: () => now,
    receive: (message) => events?.onText(JSON.stringify(message)),
    receiveText: (text) => events?.onText(text),
    drop() {
      const open = events;
      events = null;
      open?.onClose();
    },
    isConnected: () => events !== null,
    pass(ms) {
      const end = now + ms;
      for (;;) {
        const next = timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
        if (next === undefined) break;
        timers = timers.filter((timer) => timer !== next);
        now = next.at;
        next.task();
      }
      now = end;
    },
  };
  const whole = rig as Rig;
  whole.store = store;
  whole.client = createLiveClient({
    store,
    connect(next) {
      whole.connects += 1;
      whole.sent = [];
      events = next;
      return {
        send: (text) => whole.sent.push(JSON.parse(text) as LiveUp),
        close: () => {
          if (events === next) events = null;
        },
      };
    },
    parse: (text) => JSON.parse(text) as LiveDown,
    now: () => now,
    random: () => 0.5,
    after(delayMs, task) {
      const timer = { at: now + delayMs, task };
      timers.push(timer);
      return () => {
        timers = timers.filter((each) => each !== timer);
      };
    },
    isOnline: () => whole.isOnline,
    onUnauthenticated: () => {
      whole.unauthenticated += 1;
    },
  });
  return whole;
}

/** First frame of a connection. */
export function welcome(archiveId = 'a1', now = 1_000_000): LiveDown {
  return { type: 'welcome', protocol: 1, hubVersion: '0.1.0', archiveId, now };
}
