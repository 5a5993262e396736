import { liveDownSchema } from '@orrery/protocol';
import { fetchLiveTicket } from '../api.ts';
import { connectSocket } from './connect-socket.ts';
import { createFrameSchedule } from './frame-schedule.ts';
import { createLiveClient, type LiveClient } from './live-client.ts';
import { createLiveStore, type LiveStore } from './live-store.ts';
import { withNamesShown } from './names-shown.ts';

/** Store and client, wired to this browser. */
export interface BrowserLive {
  store: LiveStore;
  client: LiveClient;
  close(): void;
}

/** Connects to the hub that served this page. */
export function createBrowserLive(options: { onUnauthenticated: () => void }): BrowserLive {
  const store = createLiveStore({ schedule: createFrameSchedule(window) });
  const client = createLiveClient({
    store,
    connect: (events) => connectSocket(events, fetchLiveTicket),
    parse: (text) => withNamesShown(liveDownSchema.parse(JSON.parse(text))),
    now: () => Date.now(),
    random: () => Math.random(),
    after(delayMs, task) {
      const timer = window.setTimeout(task, delayMs);
      return () => window.clearTimeout(timer);
    },
    isOnline: () => navigator.onLine,
    onUnauthenticated: options.onUnauthenticated,
  });

  const events = new AbortController();
  const { signal } = events;
  window.addEventListener('online', () => client.retryNow(), { signal });
  window.addEventListener('offline', () => client.wentOffline(), { signal });
  document.addEventListener('visibilitychange', () => document.hidden || client.retryNow(), { signal });

  return {
    store,
    client,
    close() {
      events.abort();
      client.close();
    },
  };
}
