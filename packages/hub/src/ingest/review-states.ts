import type { LiveSession, SessionSummary } from '@orrery/protocol';
import { type AlertThresholds, GUESSED_END_MS, settleAgent } from '@orrery/transcript';
import type { HostRow } from '../storage/rows.ts';
import type { Storage } from '../storage/storage.ts';
import { readLiveContext } from './live-context.ts';
import { alertsOf } from './session-alerts.ts';
import { summaryOf } from './session-memory.ts';
import { liveStateOf } from './session-state.ts';
import type { Units } from './unit-of-work.ts';

/** After so long without a line, a session that no process is reported for counts as ended. */
const QUIET_MS = 5 * 60_000;

/** After so long without a hook, a session of a client that should be registered and is not counts as ended. */
const UNREGISTERED_MS = 10_000;

/** A hook that was heard longer ago says nothing of what runs now. */
const HOOK_MS = 86_400_000;

/** Live sessions that new thresholds are applied to in one transaction. */
const SESSIONS_PER_UNIT = 100;

interface Review {
  storage: Storage;
  units: Units;
  thresholds: AlertThresholds;
  now: number;
}

/**
 * Looks again at sessions whose state or alerts follow from the clock, and writes those that changed. Returns when the next
 * one may change by the clock alone; `Infinity` when none will.
 */
export function reviewStates(review: Review): number {
  const { storage, units, now, thresholds } = review;
  const due = new Set(storage.undecidedSessionPks(now - QUIET_MS));
  let next = reviewUnreported(review, due);
  for (const { host, sessionPk, report, heardAt } of liveSessions(review)) {
    const row = storage.session(sessionPk);
    if (row === undefined || due.has(sessionPk)) continue;
    const moments = turningPoints(summaryOf(row), { report, heardAt }, thresholds);
    for (const at of moments) if (at >= now) next = Math.min(next, at);
    if (moments.some((at) => at < now) && isChanged(review, host, sessionPk)) due.add(sessionPk);
  }
  if (due.size > 0) {
    units.run((unit) => {
      for (const pk of due) unit.open(pk);
    });
  }
  return next;
}

/**
 * Sessions that wrote a moment ago and that nothing is reported of: adds those that have ended by waiting to `due`. Returns
 * when the next of them may.
 */
function reviewUnreported(review: Review, due: Set<number>): number {
  const { storage, now } = review;
  let next = Number.POSITIVE_INFINITY;
  for (const pk of storage.undecidedSessionPks(now)) {
    const row = storage.session(pk);
    const host = row && storage.host(row.hostId);
    if (!row || !host?.isConnected || due.has(pk)) continue;
    const at = row.lastActivityAt + UNREGISTERED_MS;
    if (at >= now) next = Math.min(next, at);
    else if (isChanged(review, host, pk)) due.add(pk);
  }
  return next;
}

/** Looks at every live session, because the thresholds are others than before. */
export function reviewThresholds(review: Review): void {
  const due = new Set<number>();
  for (const { host, sessionPk } of liveSessions(review)) {
    if (isChanged(review, host, sessionPk)) due.add(sessionPk);
  }
  const all = [...due];
  while (all.length > 0) {
    const some = all.splice(0, SESSIONS_PER_UNIT);
    review.units.run((unit) => {
      for (const pk of some) unit.open(pk);
    });
  }
}

interface LiveEntry {
  host: HostRow;
  sessionPk: number;
  /** Null for what only hooks tell of. */
  report: LiveSession | null;
  /** Of what only hooks tell of: when the newest was heard. */
  heardAt: number | null;
}

/** What runs on machines that are connected: of the others nothing is known, so nothing becomes of it by waiting. */
function* liveSessions({ storage, now }: Review): Generator<LiveEntry> {
  for (const host of storage.hosts()) {
    if (!host.isConnected) continue;
    const reported = new Set<number>();
    for (const { sessionPk, report } of storage.liveOfHost(host.id)) {
      reported.add(sessionPk);
      yield { host, sessionPk, report, heardAt: null };
    }
    for (const { sessionPk, report } of storage.hooksOfHost(host.id, now - HOOK_MS)) {
      if (!reported.has(sessionPk)) yield { host, sessionPk, report: null, heardAt: report.at };
    }
  }
}

/** Moments from which on time alone may change what is shown: cheap, so that hundreds of sessions can be asked. */
function turningPoints(
  { state, stateSince, lastActivityAt, alerts }: SessionSummary,
  { report, heardAt }: Pick<LiveEntry, 'report' | 'heardAt'>,
  thresholds: AlertThresholds,
): number[] {
  const has = (kind: string) => alerts.some((alert) => alert.kind === kind);
  const quietSince = Math.max(lastActivityAt ?? 0, stateSince ?? 0);
  const moments: number[] = [];
  const isOver = state === 'ended' || state === 'crashed';
  if (report?.process !== 'alive' && state !== 'unknown' && !isOver) moments.push(quietSince + QUIET_MS);
  // Some old clients do not say that a turn is over: silence does.
  if (report?.status === null && state === 'working') moments.push(quietSince + GUESSED_END_MS);
  if (heardAt !== null && !isOver) moments.push(heardAt + UNREGISTERED_MS, heardAt + QUIET_MS);
  // It may calm down with every minute.
  if (has('burning')) moments.push(0);
  if (state === 'working' && !has('stuck')) {
    moments.push(quietSince + thresholds.stuckAfterMs, quietSince + thresholds.stuckInToolAfterMs);
  }
  if (state === 'waiting' && !has('waitingLong') && stateSince !== null) {
    moments.push(stateSince + thresholds.waitingLongAfterMs);
  }
  return moments;
}

function isChanged({ storage, units, thresholds, now }: Review, host: HostRow, sessionPk: number): boolean {
  const row = storage.session(sessionPk);
  if (row === undefined) return false;
  const shown = summaryOf(row);
  const memory = units.cache.load(row);
  const facts = memory.projection.facts();
  const context = readLiveContext(storage, row, { host, thresholds, now });
  const status = liveStateOf(context, facts, memory.gone);
  const agents = memory.projection.agents().map((agent) => settleAgent(agent, status.state));
  const alerts = alertsOf(memory, status, { facts, agents, thresholds, now });
  return status.state !== shown.state || JSON.stringify(alerts) !== JSON.stringify(shown.alerts);
}
