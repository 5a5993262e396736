import { type LiveSession, type LiveSessions, OrreryError } from '@orrery/protocol';
import type { LiveRow } from '../storage/rows.ts';
import { firstHeard } from './first-heard.ts';
import type { SessionMemory } from './session-memory.ts';
import { sessionRowFor } from './session-rows.ts';
import type { Gone } from './session-state.ts';
import type { HostUnit, Units } from './unit-of-work.ts';

/** Running clients of one machine, over all its reports: several times what one report may name. */
export const MAX_LIVE_OF_HOST = 4096;

type Process = Pick<LiveSession, 'root' | 'pid'>;

/** Books what a host says of its running clients. */
export function applyLiveReport(units: Units, hostId: string, change: LiveSessions): void {
  units.runFor(hostId, (unit) => {
    const known = new Map(unit.storage.liveOfHost(hostId).map((row) => [keyOf(row.report), row]));
    const running = new Map(change.running.map((report) => [keyOf(report), report]));
    for (const gone of change.gone) applyGone(unit, { known, running, isFull: change.isFull }, gone);
    if (change.isFull) dropUnreported(unit, { known, running });
    for (const report of change.running) applyRunning(unit, known, report);
  });
}

/** What was known of a host before its report, kept up to date while the report is applied. */
interface Report {
  known: Map<string, LiveRow>;
  running: ReadonlyMap<string, LiveSession>;
  isFull: boolean;
}

function keyOf({ root, pid }: Process): string {
  return `${pid} ${root}`;
}

function applyGone(
  unit: HostUnit,
  { known, running, isFull }: Report,
  gone: LiveSessions['gone'][number],
): void {
  const key = keyOf(gone);
  const row = known.get(key);
  const isSame = row?.report.sessionId === gone.sessionId;
  // A full report names every file that was left behind, those of last year too: news is only what ran when last heard of.
  if (isFull && !isSame) return;
  // Only the session went: its process goes on with the one that is reported below.
  if (gone.how === 'exited' && isSame && running.has(key)) return;
  forget(unit, known, gone);
  const pk = row?.sessionPk ?? unit.storage.sessionByUuid(unit.hostId, gone.sessionId)?.pk;
  if (pk !== undefined) markGone(unit, pk, gone.how);
}

/** A full report replaces all: what it does not name ended while nobody looked. */
function dropUnreported(unit: HostUnit, { known, running }: Omit<Report, 'isFull'>): void {
  for (const [key, { sessionPk, report }] of [...known]) {
    if (running.has(key)) continue;
    forget(unit, known, report);
    // Not died: an agent that has just started does not tell of clients without a registry yet.
    markGone(unit, sessionPk, 'exited');
  }
}

function forget(unit: HostUnit, known: Report['known'], process: Process): void {
  unit.storage.deleteLive(unit.hostId, process.root, process.pid);
  known.delete(keyOf(process));
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

function applyRunning(unit: HostUnit, known: Report['known'], told: LiveSession): void {
  const { storage, hostId } = unit;
  const before = known.get(keyOf(told));
  if (!before && known.size >= MAX_LIVE_OF_HOST) {
    throw new OrreryError(
      'tooLarge',
      `A machine runs at most ${MAX_LIVE_OF_HOST} clients; this one names more.`,
    );
  }
  const row = sessionRowFor(unit, told.sessionId);
  const report = withPlausibleTimes(told, before?.report, unit.now);
  if (before?.sessionPk === row.pk && JSON.stringify(before.report) === JSON.stringify(report)) return;
  // The process went on with another session (`/clear`, `/resume`).
  if (before && before.sessionPk !== row.pk) {
    const left = markGone(unit, before.sessionPk, 'moved');
    const next = unit.open(row.pk);
    if (next.row.lastSeq === 0) next.projection.applyForkedFrom(left.row.id);
  }
  const live = { hostId, sessionPk: row.pk, report };
  storage.putLive(live);
  known.set(keyOf(report), live);
  const session = unit.open(row.pk);
  session.gone = null;
  session.projection.applyRegistryName(report.name);
}
