import type { LiveSession, LiveSessions } from '@orrery/protocol';
import { firstHeard } from './first-heard.ts';
import type { SessionMemory } from './session-memory.ts';
import { sessionRowFor } from './session-rows.ts';
import type { Gone } from './session-state.ts';
import type { HostUnit, Units } from './unit-of-work.ts';

/** Books what a host says of its running clients. */
export function applyLiveReport(units: Units, hostId: string, change: LiveSessions): void {
  units.runFor(hostId, (unit) => {
    const before = unit.storage.liveOfHost(hostId);
    for (const gone of change.gone) {
      const row = before.find(({ report }) => report.root === gone.root && report.pid === gone.pid);
      // A full report names every file that was left behind, those of last year too: news is only what ran when last heard of.
      if (change.isFull && row?.report.sessionId !== gone.sessionId) continue;
      // Only the session went: its process goes on with the one that is reported below.
      const isMoved = gone.how === 'exited' && row?.report.sessionId === gone.sessionId;
      if (isMoved && change.running.some(({ root, pid }) => root === gone.root && pid === gone.pid)) continue;
      unit.storage.deleteLive(hostId, gone.root, gone.pid);
      const pk = row?.sessionPk ?? unit.storage.sessionByUuid(hostId, gone.sessionId)?.pk;
      if (pk !== undefined) markGone(unit, pk, gone.how);
    }
    if (change.isFull) dropUnreported(unit, change);
    for (const report of change.running) applyRunning(unit, report);
  });
}

/** A full report replaces all: what it does not name ended while nobody looked. */
function dropUnreported(unit: HostUnit, change: LiveSessions): void {
  const { hostId } = unit;
  const reported = new Set(change.running.map((report) => `${report.pid} ${report.root}`));
  for (const { sessionPk, report } of unit.storage.liveOfHost(hostId)) {
    if (reported.has(`${report.pid} ${report.root}`)) continue;
    unit.storage.deleteLive(hostId, report.root, report.pid);
    // Not died: an agent that has just started does not tell of clients without a registry yet.
    markGone(unit, sessionPk, 'exited');
  }
}

/** What its hooks said ended with the process. */
function markGone(unit: HostUnit, sessionPk: number, how: Gone['how']): SessionMemory {
  unit.storage.deleteHook(sessionPk);
  const session = unit.open(sessionPk);
  session.gone = { how, at: unit.now };
  return session;
}

/** Its times within what can be. Of a process and of a status that are known, the time of their first report stands. */
function withPlausibleTimes(told: LiveSession, before: LiveSession | undefined, now: number): LiveSession {
  const sameStatus = before?.status === told.status ? before : undefined;
  return {
    ...told,
    statusSince:
      told.statusSince === null ? null : firstHeard(told.statusSince, sameStatus?.statusSince, now),
    startedAt: told.startedAt === null ? null : firstHeard(told.startedAt, before?.startedAt, now),
  };
}

function applyRunning(unit: HostUnit, told: LiveSession): void {
  const { storage, hostId } = unit;
  const row = sessionRowFor(unit, told.sessionId);
  const before = storage
    .liveOfHost(hostId)
    .find((live) => live.report.root === told.root && live.report.pid === told.pid);
  const report = withPlausibleTimes(told, before?.report, unit.now);
  if (before?.sessionPk === row.pk && JSON.stringify(before.report) === JSON.stringify(report)) return;
  // The process went on with another session (`/clear`, `/resume`).
  if (before && before.sessionPk !== row.pk) {
    const left = markGone(unit, before.sessionPk, 'moved');
    const next = unit.open(row.pk);
    if (next.row.lastSeq === 0) next.projection.applyForkedFrom(left.row.id);
  }
  storage.putLive({ hostId, sessionPk: row.pk, report });
  const session = unit.open(row.pk);
  session.gone = null;
  session.projection.applyRegistryName(report.name);
}
