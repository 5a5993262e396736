import type { SessionSummary } from '@orrery/protocol';
import { type KnownNotices, type KnownSession, nothingKnown, prune } from './known-notices.ts';
import type { NoticedFact } from './notice.ts';
import { defaultNoticeLimits, type NoticeLimits } from './notice-limits.ts';
import { reduceAlerts } from './reduce-alerts.ts';
import { reduceWait, tellDueWait } from './reduce-wait.ts';

/** Changed rows; an empty list when only time has passed. */
export interface NoticeChange {
  sessions: readonly SessionSummary[];
}

/** What was there when the hub started: known, and no news. */
export function knowFleet(
  sessions: readonly SessionSummary[],
  now: number,
  toldBefore: ReadonlySet<string> = new Set(),
): KnownNotices {
  const known = new Map<string, KnownSession>();
  for (const session of sessions) {
    const step = { session, before: undefined, now, limits: defaultNoticeLimits, toldBefore };
    const next = reduceSession({ ...step, isNewsAllowed: false });
    if (next !== null) known.set(session.id, next.known);
  }
  return { ...nothingKnown, sessions: known, toldBefore };
}

/** What is news in changed rows, and through time: a wait that lasts, an alert that begins. Each once. */
export function reduceNotices(
  known: KnownNotices,
  change: NoticeChange,
  now: number,
  limits: NoticeLimits = defaultNoticeLimits,
): { known: KnownNotices; notices: NoticedFact[] } {
  const pruned = prune(known, now);
  const sessions = new Map(pruned.sessions);
  const notices: NoticedFact[] = [];
  for (const session of change.sessions) {
    const before = sessions.get(session.id);
    const { toldBefore } = pruned;
    const next = reduceSession({ session, before, now, limits, toldBefore, isNewsAllowed: true });
    if (next === null) continue;
    sessions.set(session.id, next.known);
    notices.push(...next.noticed);
  }
  for (const [id, one] of sessions) {
    const told = tellDueWait(one, now);
    if (told === null) continue;
    sessions.set(id, told.known);
    notices.push(told.noticed);
  }
  return { known: { ...pruned, sessions }, notices };
}

function reduceSession(
  step: Parameters<typeof reduceWait>[0],
): { known: KnownSession; noticed: NoticedFact[] } | null {
  const { session, before, now } = step;
  const isLive = isAlive(session);
  // History: thousands of rows that never lived here.
  const isAway = !step.isNewsAllowed && session.state === 'unreachable';
  if (!isLive && !isAway && before === undefined && session.alerts.length === 0) return null;
  const { alerts, noticed } = reduceAlerts(step);
  const known = {
    ...reduceWait(step),
    isLive,
    leftAt: isLive ? null : (before?.leftAt ?? now),
    quietSince: Math.max(session.lastActivityAt ?? 0, session.stateSince ?? 0),
    alerts,
  };
  return { known, noticed };
}

function isAlive({ state }: SessionSummary): boolean {
  return state === 'working' || state === 'waiting' || state === 'idle' || state === 'background';
}
