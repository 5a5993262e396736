import type { LiveSession, SessionSummary } from '@orrery/protocol';
import { DEFAULT_THRESHOLDS, GUESSED_END_MS, settleAgent } from '@orrery/transcript';
import type { HostRow } from '../storage/rows.ts';
import type { Storage } from '../storage/storage.ts';
import { alertsOf } from './session-alerts.ts';
import { type SessionMemory, summaryOf } from './session-memory.ts';
import { liveStateOf } from './session-state.ts';
import type { Units } from './unit-of-work.ts';

/** After so long without a line, a session that no process is reported for counts as ended. */
const QUIET_MS = 5 * 60_000;

/** Looks again at sessions whose state or alerts follow from the clock, and writes those that changed. */
export function reviewStates(storage: Storage, units: Units, now: number): void {
  const due = new Set(storage.undecidedSessionPks(now - QUIET_MS));
  for (const host of storage.hosts()) {
    // Of a machine that is not connected nothing is known, so nothing becomes of it by waiting.
    if (!host.isConnected) continue;
    for (const { sessionPk, report } of storage.liveOfHost(host.id)) {
      const row = storage.session(sessionPk);
      if (row === undefined || due.has(sessionPk)) continue;
      const shown = summaryOf(row);
      if (!isDue(shown, report, now)) continue;
      if (isChanged(storage, { host, memory: units.cache.load(row), shown, now })) due.add(sessionPk);
    }
  }
  if (due.size === 0) return;
  units.run((unit) => {
    for (const pk of due) unit.open(pk);
  });
}

/** Whether time alone may have changed what is shown: cheap, so that hundreds of sessions can be asked. */
function isDue(
  { state, stateSince, lastActivityAt, alerts }: SessionSummary,
  report: LiveSession,
  now: number,
) {
  const has = (kind: string) => alerts.some((alert) => alert.kind === kind);
  const quietMs = now - Math.max(lastActivityAt ?? 0, stateSince ?? 0);
  if (report.process === 'unverifiable' && state !== 'unknown' && quietMs > QUIET_MS) return true;
  if (has('burning')) return true;
  // Some old clients do not say that a turn is over: silence does.
  if (report.status === null && state === 'working' && quietMs > GUESSED_END_MS) return true;
  if (state === 'working') return !has('stuck') && quietMs > DEFAULT_THRESHOLDS.stuckAfterMs;
  const waitedMs = now - (stateSince ?? now);
  return state === 'waiting' && !has('waitingLong') && waitedMs > DEFAULT_THRESHOLDS.waitingLongAfterMs;
}

function isChanged(
  storage: Storage,
  { host, memory, shown, now }: { host: HostRow; memory: SessionMemory; shown: SessionSummary; now: number },
): boolean {
  const { projection, gone, row } = memory;
  const facts = projection.facts();
  const status = liveStateOf({ host, live: storage.liveOfSession(row.pk), now }, facts, gone);
  const agents = projection.agents().map((agent) => settleAgent(agent, status.state));
  const alerts = alertsOf(memory, status, { facts, agents, now });
  return status.state !== shown.state || JSON.stringify(alerts) !== JSON.stringify(shown.alerts);
}
