import { createContext, type ReactNode, useContext, useEffect, useRef, useSyncExternalStore } from 'react';
import type { BrowserLive } from './browser-live.ts';
import { emptyTopic, type LiveState, type SessionTopic } from './live-state.ts';
import type { LiveStore } from './live-store.ts';

const LiveContext = createContext<BrowserLive | null>(null);

/** Gives the pages below it the store and the connection. */
export function LiveProvider({ live, children }: { live: BrowserLive; children: ReactNode }) {
  return <LiveContext value={live}>{children}</LiveContext>;
}

/** Store and connection of this page. */
export function useLiveLink(): BrowserLive {
  const live = useContext(LiveContext);
  if (live === null) throw new Error('No LiveProvider above this component.');
  return live;
}

/** The store itself, for places that must read it without rendering. */
export function useLiveStore(): LiveStore {
  return useLiveLink().store;
}

/**
 * Reads a part of the live state. Renders only when that part changes: `select` must be stable (module level or
 * memoised), `isEqual` compares what it builds anew.
 */
export function useLive<T>(select: (state: LiveState) => T, isEqual: (a: T, b: T) => boolean = Object.is): T {
  const store = useLiveStore();
  const held = useRef<{ state: LiveState; select: (state: LiveState) => T; value: T } | null>(null);
  const read = () => {
    const state = store.state();
    const before = held.current;
    if (before !== null && before.state === state && before.select === select) return before.value;
    const next = select(state);
    const value = before !== null && isEqual(before.value, next) ? before.value : next;
    held.current = { state, select, value };
    return value;
  };
  return useSyncExternalStore(store.subscribe, read);
}

/** Watches one session while the component is there. */
export function useWatchSession(sessionId: string | null): void {
  const { client } = useLiveLink();
  useEffect(() => (sessionId === null ? undefined : client.watchSession(sessionId)), [client, sessionId]);
}

/** A selector for one part of a watched session. */
export function topicOf(state: LiveState, sessionId: string): SessionTopic {
  return state.topics.get(sessionId) ?? emptyTopic;
}

/** Same length and same items. */
export function isSameList<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((item, index) => Object.is(item, b[index]));
}
