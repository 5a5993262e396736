import { type LiveSession, type LiveSessions, OrreryError } from '@orrery/protocol';
import type { LiveRow } from '../storage/rows.ts';
import type { SessionMemory } from './session-memory.ts';
import { sessionRowFor } from './session-rows.ts';
import type { Gone } from './session-state.ts';
import type { UnitOfWork, Units } from './unit-of-work.ts';

/** Running clients of one machine, over all its reports: several times what one report may name. */
export const MAX_LIVE_OF_HOST = 4096;

type Process = Pick<LiveSession, 'root' | 'pid'>;

/** Books what a host says of its running clients. */
export function applyLiveReport(units: Units, hostId: string, change: LiveSessions): void {
  units.run((unit) => {
    const known = new Map(unit.storage.liveOfHost(hostId).map((row) => [keyOf(row.report), row]));
    const running = new Map(change.running.map((report) => [keyOf(report), report]));
    for (const gone of change.gone) applyGone(unit, { hostId, known, running, isFull: change.isFull }, gone);
    if (change.isFull) dropUnreported(unit, { hostId, known, running });
    for (const report of change.running) applyRunning(unit, { hostId, known }, report);
  });
}

/** What was known of a host before its report, kept up to date while the report is applied. */
interface Report {
  hostId: string;
  known: Map<string, LiveRow>;
  running: ReadonlyMap<string, LiveSession>;
  isFull: boolean;
}

function keyOf({ root, pid }: Process): string {
  return `${pid} ${root}`;
}

function applyGone(
  unit: UnitOfWork,
  { hostId, known, running, isFull }: Report,
  gone: LiveSessions['gone'][number],
): void {
  const key = keyOf(gone);
  const row = known.get(key);
  const isSame = row?.report.sessionId === gone.sessionId;
  // A full report names every file that was left behind, those of last year too: news is only what ran when last heard of.
  if (isFull && !isSame) return;
  // Only the session went: its process goes on with the one that is reported below.
  if (gone.how === 'exited' && isSame && running.has(key)) return;
  forget(unit, { hostId, known }, gone);
  const pk = row?.sessionPk ?? unit.storage.sessionByUuid(hostId, gone.sessionId)?.pk;
  if (pk !== undefined) markGone(unit, pk, gone.how);
}

/** A full report replaces all: what it does not name ended while nobody looked. */
function dropUnreported(unit: UnitOfWork, { hostId, known, running }: Omit<Report, 'isFull'>): void {
  for (const [key, { sessionPk, report }] of [...known]) {
    if (running.has(key)) continue;
    forget(unit, { hostId, known }, report);
    // Not died: an agent that has just started does not tell of clients without a registry yet.
    markGone(unit, sessionPk, 'exited');
  }
}

function forget(
  unit: UnitOfWork,
  { hostId, known }: Pick<Report, 'hostId' | 'known'>,
  process: Process,
): void {
  unit.storage.deleteLive(hostId, process.root, process.pid);
  known.delete(keyOf(process));
}

/** What its hooks said ended with the process. */
function markGone(unit: UnitOfWork, sessionPk: number, how: Gone['how']): SessionMemory {
  unit.storage.deleteHook(sessionPk);
  const session = unit.open(sessionPk);
  session.gone = { how, at: unit.now };
  return session;
}

function applyRunning(
  unit: UnitOfWork,
  { hostId, known }: Pick<Report, 'hostId' | 'known'>,
  report: LiveSession,
): void {
  const { storage } = unit;
  const before = known.get(keyOf(report));
  if (!before && known.size >= MAX_LIVE_OF_HOST) {
    throw new OrreryError(
      'tooLarge',
      `A machine runs at most ${MAX_LIVE_OF_HOST} clients; this one names more.`,
    );
  }
  const row = sessionRowFor(unit, hostId, report.sessionId);
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
