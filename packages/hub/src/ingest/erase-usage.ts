import { createSessionProjection, splitLines } from '@orrery/transcript';
import type { FileRow, UsageRow } from '../storage/rows.ts';
import type { ErasePart, EraseStep } from './eraser.ts';
import { chunkLines } from './inflate-payload.ts';
import { localDay } from './local-day.ts';
import type { UnitOfWork } from './unit-of-work.ts';
import { type BatchUsage, noteUsage, settleUsage } from './usage-ledger.ts';

const ROWS_PER_STEP = 2_000;
const SESSIONS_PER_STEP = 200;

/** Takes a machine's messages out of the ledger and out of the totals of their days. */
export function* eraseUsage({ storage, units, host }: ErasePart): Generator<EraseStep, void> {
  for (let after = ''; ; ) {
    const rows = storage.usageAfter(after, ROWS_PER_STEP);
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last.messageId;
    const owners = new Map<number, boolean>();
    const isOurs = ({ sessionPk }: UsageRow) => {
      // A session that is gone was this machine's: what it left behind goes too.
      const known = owners.get(sessionPk) ?? (storage.session(sessionPk)?.hostId ?? host.id) === host.id;
      owners.set(sessionPk, known);
      return known;
    };
    const ours = rows.filter(isOurs);
    if (ours.length > 0) units.run((unit) => unbook(unit, ours));
    yield 'more';
  }
}

function unbook(unit: UnitOfWork, rows: readonly UsageRow[]): void {
  unit.markTotals();
  for (const { messageId, at, costMicros, ...row } of rows) {
    unit.storage.deleteUsage(messageId);
    if (at === null) continue;
    const tokens = row.input + row.output + row.cacheRead + row.cacheWrite5m + row.cacheWrite1h;
    unit.storage.addDayTotal(localDay(at), -tokens, -costMicros);
  }
}

/** Messages that sessions of other machines had as copies are theirs now: they are counted from their own lines. */
export function* rebookForks({ storage, units, host }: ErasePart): Generator<EraseStep, void> {
  for (let after = 0; ; ) {
    const rows = storage.sessionsAfter(after, SESSIONS_PER_STEP);
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last.pk;
    for (const row of rows) {
      if (row.hostId === host.id || !isCopyOf(row.summary, host.id, storage)) continue;
      for (const file of storage.filesOfSession(row.pk)) {
        for (const chunk of storage.chunkRefs(file.pk)) {
          units.run((unit) => rebook(unit, row.pk, file, chunk.pk));
          yield 'more';
        }
      }
    }
    yield 'more';
  }
}

function isCopyOf(summary: string, hostId: string, storage: ErasePart['storage']): boolean {
  if (summary === '') return false;
  const { forkedFrom }: { forkedFrom: string | null } = JSON.parse(summary);
  return forkedFrom !== null && storage.sessionById(forkedFrom)?.hostId === hostId;
}

/** Messages that are booked already stay as they are. */
function rebook(unit: UnitOfWork, sessionPk: number, file: FileRow, chunkPk: number): void {
  const chunk = unit.storage.chunk(chunkPk);
  if (chunk === undefined) return;
  const usage = usageOf(chunkLines(chunk), chunk.start, file);
  if (usage.size === 0) return;
  const session = unit.open(sessionPk);
  unit.markTotals();
  settleUsage({ storage: unit.storage, openSession: unit.open, dayOf: localDay }, session, file, usage);
}

function usageOf(lines: Uint8Array, start: number, { agentId }: FileRow): BatchUsage {
  const usage: BatchUsage = new Map();
  const reading = createSessionProjection('');
  let seq = 0;
  for (const line of splitLines(lines, start)) {
    const effect = reading.applyLine(line, { agentId }, () => ++seq);
    if (effect.usage) noteUsage(usage, effect.usage);
  }
  return usage;
}
