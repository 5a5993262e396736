import type { LiveUp } from '@orrery/protocol';
import type { LiveStore } from './live-store.ts';

/** What is asked of the hub: always the fleet, and each session that somebody looks at. `null` is the fleet. */
export interface Subscriptions {
  /** The connection is there: asks for everything, from where the store stands. */
  resume(): void;
  /** The connection is gone: ids of before mean nothing any more. */
  pause(): void;
  /** Asks for one topic (again), from where the store stands. */
  subscribe(sessionId: string | null): void;
  /** Topic of a subscription id; undefined for one that was replaced. */
  topicOf(id: number | undefined): string | null | undefined;
  /** Watches a session until the returned function is called. Counted. */
  watch(sessionId: string): () => void;
}

/** Keeps the subscription ids of one client. */
export function createSubscriptions(options: {
  store: LiveStore;
  send: (message: LiveUp) => void;
}): Subscriptions {
  const { store, send } = options;
  const watchers = new Map<string, number>();
  const topics = new Map<number, string | null>();
  let isConnected = false;
  let lastId = 0;

  const unsubscribe = (sessionId: string | null) => {
    for (const [id, topic] of topics) {
      if (topic !== sessionId) continue;
      topics.delete(id);
      send({ type: 'unsubscribe', id });
    }
  };

  const subscribe = (sessionId: string | null) => {
    unsubscribe(sessionId);
    lastId += 1;
    topics.set(lastId, sessionId);
    const state = store.latest();
    const since = sessionId === null ? state.fleetSeq : (state.topics.get(sessionId)?.seq ?? null);
    send({
      type: 'subscribe',
      id: lastId,
      topic: sessionId === null ? { kind: 'fleet' } : { kind: 'session', sessionId },
      ...(since === null ? {} : { since }),
    });
  };

  const release = (sessionId: string) => {
    const left = (watchers.get(sessionId) ?? 1) - 1;
    if (left > 0) {
      watchers.set(sessionId, left);
      return;
    }
    watchers.delete(sessionId);
    unsubscribe(sessionId);
    store.dispatch({ type: 'topicClosed', sessionId });
  };

  return {
    resume() {
      isConnected = true;
      topics.clear();
      subscribe(null);
      for (const sessionId of watchers.keys()) subscribe(sessionId);
    },
    pause() {
      isConnected = false;
      topics.clear();
    },
    subscribe,
    topicOf: (id) => (id === undefined ? null : topics.get(id)),
    watch(sessionId) {
      const count = watchers.get(sessionId) ?? 0;
      watchers.set(sessionId, count + 1);
      if (count === 0) {
        store.dispatch({ type: 'topicOpened', sessionId });
        if (isConnected) subscribe(sessionId);
      }
      let isReleased = false;
      return () => {
        if (isReleased) return;
        isReleased = true;
        release(sessionId);
      };
    },
  };
}
