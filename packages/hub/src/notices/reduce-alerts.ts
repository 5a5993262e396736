import type { SessionSummary } from '@orrery/protocol';
import type { KnownSession } from './known-notices.ts';
import type { NoticedFact } from './notice.ts';
import type { NoticeLimits } from './notice-limits.ts';
import { alertKey } from './told-keys.ts';

type Alert = SessionSummary['alerts'][number];

interface Step {
  session: SessionSummary;
  before: KnownSession | undefined;
  now: number;
  limits: NoticeLimits;
  /** False while the hub learns what was there before it started. */
  isNewsAllowed: boolean;
  toldBefore: ReadonlySet<string>;
}

/** Alerts of a session after its row changed, and those among them that are news. */
export function reduceAlerts(step: Step): { alerts: KnownSession['alerts']; noticed: NoticedFact[] } {
  const { session, before, now, limits, isNewsAllowed, toldBefore } = step;
  const alerts = new Map(before?.alerts);
  const noticed: NoticedFact[] = [];
  for (const [kind, known] of alerts) {
    if (known.goneAt === null && !session.alerts.some((alert) => alert.kind === kind)) {
      alerts.set(kind, { ...known, goneAt: now });
    }
  }
  for (const alert of session.alerts) {
    const known = alerts.get(alert.kind);
    if (known?.goneAt === null) continue;
    alerts.set(alert.kind, { since: alert.since, goneAt: null });
    const isBack = known !== undefined && (known.since === alert.since || now - known.goneAt < limits.dampMs);
    const key = alertKey(session.id, alert);
    if (isBack || toldBefore.has(key) || !isNewsAllowed || !isNews(alert, step)) continue;
    const { kind, evidence } = alert;
    noticed.push({ kind, session, request: null, furtherRequests: 0, evidence, at: now, keys: [key] });
  }
  return { alerts, noticed };
}

/** Many alerts begin long after what they began with, so each kind has its own sign that it is no history. */
function isNews(alert: Alert, { session, before, now, limits }: Step): boolean {
  const isFresh = (at: number | null) => at !== null && now - at <= limits.freshMs;
  switch (alert.kind) {
    case 'looping':
    case 'burning':
    case 'erroring':
    case 'contextFull':
      // They follow from lines: a backfill brings lines of long ago.
      return isFresh(session.lastActivityAt) && (isFresh(alert.since) || before?.isLive === true);
    case 'stuck':
      // It follows from the clock: the same silence was seen before it was long enough.
      return isFresh(alert.since) || (before?.isLive === true && before.quietSince === alert.since);
    case 'waitingLong':
      return isFresh(alert.since) || (before?.isWaiting === true && before.wait?.since === alert.since);
    case 'crashed':
      return isFresh(alert.since) || before?.isLive === true;
  }
}
