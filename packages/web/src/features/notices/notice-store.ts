import { useSyncExternalStore } from 'react';
import type { LiveState } from '../../state/live-state.ts';
import { emptyLog, type NoticeLog, reduceNotices } from './notice-log.ts';

/** The log of this page, and when the reader last looked at it. */
export interface NoticesSeen {
  log: NoticeLog;
  /** Hub's time. */
  lookedAt: number;
}

let seen: NoticesSeen = { log: emptyLog, lookedAt: 0 };
const listeners = new Set<() => void>();

function change(next: NoticesSeen) {
  if (next.log === seen.log && next.lookedAt === seen.lookedAt) return;
  seen = next;
  for (const listener of [...listeners]) listener();
}

/** Tells the log of a change; answers what it was before and is now. */
export function updateNotices(state: LiveState): { before: NoticeLog; after: NoticeLog } {
  const before = seen.log;
  const after = reduceNotices(before, state);
  change({ ...seen, log: after });
  return { before, after };
}

/** The reader has seen everything until now (hub's time). */
export const lookAtNotices = (now: number): void => change({ ...seen, lookedAt: now });

/** The log as it is now. */
export const currentNotices = (): NoticeLog => seen.log;

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The log and the last look. */
export const useNotices = (): NoticesSeen => useSyncExternalStore(subscribe, () => seen);
