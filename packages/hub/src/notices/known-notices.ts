import type { NoticeKind, SessionSummary } from '@orrery/protocol';

/** The newest wait of a session. */
export interface KnownWait {
  since: number;
  /** Known from the client's registry alone, without requests. */
  isBare: boolean;
  /** Waits that began until then are told, or were no news when they were seen. */
  doneSince: number;
}

/** A wait that is told when it lasts. */
export interface PendingWait {
  dueAt: number;
  /** Requests that are news; empty for a bare wait. */
  requestIds: readonly string[];
  session: SessionSummary;
}

/** An alert that is, or was. */
interface KnownAlert {
  since: number;
  /** Null while it lasts. */
  goneAt: number | null;
}

/** What has been seen of one session. */
export interface KnownSession {
  isLive: boolean;
  /** When it ceased to live; null while it does. */
  leftAt: number | null;
  isWaiting: boolean;
  wait: KnownWait | null;
  /** Requests told of, newest last. */
  doneRequests: readonly string[];
  pending: PendingWait | null;
  /** Last sign of life or change of state. */
  quietSince: number;
  alerts: ReadonlyMap<NoticeKind, KnownAlert>;
}

/** All that decides what is news: sessions that live or lived lately. */
export interface KnownNotices {
  readonly sessions: ReadonlyMap<string, KnownSession>;
  readonly prunedAt: number;
  /** What was told of before the hub started, by its keys. */
  readonly toldBefore: ReadonlySet<string>;
}

/** Longest list of requests that is remembered of a session. */
const MAX_DONE_REQUESTS = 64;

/** Long enough that nothing of it is fresh any more, and that late rows are recognised. */
const FORGET_AFTER_MS = 3_600_000;
const PRUNE_EVERY_MS = 60_000;

/** Nothing is known. */
export const nothingKnown: KnownNotices = { sessions: new Map(), prunedAt: 0, toldBefore: new Set() };

/** When the next waiting session is told of unless something changes; null when none waits. */
export function nextDueAt(known: KnownNotices): number | null {
  let next: number | null = null;
  for (const { pending } of known.sessions.values()) {
    if (pending !== null && (next === null || pending.dueAt < next)) next = pending.dueAt;
  }
  return next;
}

/** Remembers requests as told. */
export function withDone(done: readonly string[], ids: readonly string[]): readonly string[] {
  const added = ids.filter((id) => !done.includes(id));
  return added.length === 0 ? done : [...done, ...added].slice(-MAX_DONE_REQUESTS);
}

/** Forgets sessions that were deleted. */
export function forgetSessions(known: KnownNotices, ids: readonly string[]): KnownNotices {
  if (!ids.some((id) => known.sessions.has(id))) return known;
  const sessions = new Map(known.sessions);
  for (const id of ids) sessions.delete(id);
  return { ...known, sessions };
}

/** Forgets sessions that ended a while ago. */
export function prune(known: KnownNotices, now: number): KnownNotices {
  if (now - known.prunedAt < PRUNE_EVERY_MS) return known;
  const kept = [...known.sessions].filter(
    ([, { leftAt }]) => leftAt === null || now - leftAt <= FORGET_AFTER_MS,
  );
  return { ...known, sessions: new Map(kept), prunedAt: now };
}
