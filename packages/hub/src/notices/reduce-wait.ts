import type { SessionSummary } from '@orrery/protocol';
import { type KnownSession, type KnownWait, type PendingWait, withDone } from './known-notices.ts';
import type { NoticedFact } from './notice.ts';
import type { NoticeLimits } from './notice-limits.ts';
import { requestKey } from './told-keys.ts';

/** The part of what is known of a session that follows from its waits. */
export type WaitMemory = Pick<KnownSession, 'isWaiting' | 'wait' | 'doneRequests' | 'pending'>;

/** Registry and hook tell of the same prompt within this time. */
const SAME_PROMPT_MS = 10_000;

interface Step {
  session: SessionSummary;
  before: KnownSession | undefined;
  now: number;
  limits: NoticeLimits;
  /** False while the hub learns what was there before it started. */
  isNewsAllowed: boolean;
  toldBefore: ReadonlySet<string>;
}

/** What is known of a session's waits after its row changed. A wait that is news becomes pending. */
export function reduceWait(step: Step): WaitMemory {
  const { session, before, now, limits, toldBefore } = step;
  const doneRequests = before?.doneRequests ?? [];
  if (session.state !== 'waiting') {
    const wait = step.isNewsAllowed ? (before?.wait ?? null) : waitBeforeStart(session);
    return { isWaiting: false, wait, doneRequests, pending: null };
  }
  const since = session.stateSince ?? 0;
  const ids = session.requests.map(({ id }) => id);
  const doneSince = before?.wait?.doneSince ?? 0;
  const wait = { since: Math.max(since, before?.wait?.since ?? 0), isBare: ids.length === 0, doneSince };
  const fresh = ids.filter(
    (id) => !doneRequests.includes(id) && !toldBefore.has(requestKey(session.hostId, id)),
  );
  const isContinued = ids.length === 0 ? isSameBareWait(step, since) : isSamePrompt(step, since);
  if (isContinued || (ids.length > 0 && fresh.length === 0)) {
    // Requests that join a wait told of before are told of with it.
    const isDone = before?.pending === null;
    const done = isDone ? withDone(doneRequests, ids) : doneRequests;
    const pending = keepPending(before?.pending ?? null, session, isDone ? [] : fresh);
    return { isWaiting: true, wait, doneRequests: done, pending };
  }
  if (!step.isNewsAllowed || !isNews(step)) {
    return {
      isWaiting: true,
      wait: { ...wait, doneSince: Math.max(doneSince, since) },
      doneRequests: withDone(doneRequests, ids),
      pending: keepPending(before?.pending ?? null, session, []),
    };
  }
  // A request that joins one that waits already is told with it; another wait has a grace of its own.
  const joined = before?.pending?.requestIds.some((id) => ids.includes(id)) === true ? before.pending : null;
  const dueAt = joined?.dueAt ?? now + limits.graceMs;
  return { isWaiting: true, wait, doneRequests, pending: { dueAt, requestIds: fresh, session } };
}

/** A machine that is away when the hub starts comes back with waits that were told of before the hub stopped. */
function waitBeforeStart({ state, stateSince }: SessionSummary): KnownWait | null {
  if (state !== 'unreachable' || stateSince === null) return null;
  return { since: stateSince, isBare: true, doneSince: stateSince };
}

/** Tells of the pending wait when its time has come. */
export function tellDueWait(
  known: KnownSession,
  now: number,
): { known: KnownSession; noticed: NoticedFact } | null {
  const { pending, wait } = known;
  if (pending === null || pending.dueAt > now) return null;
  const { session, requestIds } = pending;
  const request = session.requests.find(({ id }) => requestIds.includes(id)) ?? null;
  const kind = (request?.kind ?? session.waiting?.kind) === 'permission' ? 'permission' : 'answer';
  const furtherRequests = Math.max(0, requestIds.length - 1);
  const toldSince = session.stateSince ?? 0;
  const told: KnownWait | null = wait && { ...wait, doneSince: Math.max(wait.doneSince, toldSince) };
  return {
    known: {
      ...known,
      wait: told,
      pending: null,
      doneRequests: withDone(known.doneRequests, requestIds),
    },
    noticed: {
      ...{ kind, session, request, furtherRequests, evidence: '', at: now },
      keys: requestIds.map((id) => requestKey(session.hostId, id)),
    },
  };
}

/** Without requests a wait is told apart by its beginning. What is older than the newest is a late row. */
function isSameBareWait({ before }: Step, since: number): boolean {
  const last = before?.wait ?? null;
  if (last === null) return false;
  if (since < last.since || since <= last.doneSince) return true;
  if (since === last.since && before?.pending) return true;
  // An answered request leaves the registry's own wait behind for a moment.
  return !last.isBare && before?.isWaiting === true && since - last.since <= SAME_PROMPT_MS;
}

/** The registry is heard before the hook: its wait and the first request are one prompt. */
function isSamePrompt({ before, session }: Step, since: number): boolean {
  const last = before?.wait ?? null;
  if (last === null || !last.isBare || before?.isWaiting !== true) return false;
  const at = session.requests[0]?.at ?? since;
  return since === last.since || Math.abs(at - last.since) <= SAME_PROMPT_MS;
}

function isNews({ session, before, now, limits }: Step): boolean {
  const began = Math.max(session.stateSince ?? 0, ...session.requests.map(({ at }) => at));
  // Waits are reported, never read from history: who was seen alive before it began to wait is no history.
  return now - began <= limits.freshMs || before?.isLive === true;
}

function keepPending(
  pending: PendingWait | null,
  session: SessionSummary,
  joining: readonly string[],
): PendingWait | null {
  if (pending === null) return null;
  // A late row of an earlier wait says nothing of this one.
  if ((session.stateSince ?? 0) < (pending.session.stateSince ?? 0)) return pending;
  const open = new Set(session.requests.map(({ id }) => id));
  const left = pending.requestIds.filter((id) => open.has(id));
  const requestIds = [...left, ...joining.filter((id) => !left.includes(id))];
  if (pending.requestIds.length > 0 && requestIds.length === 0) return null;
  return { ...pending, requestIds, session };
}
