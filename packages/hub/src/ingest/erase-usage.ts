import type { UsageRow } from '../storage/rows.ts';
import type { ErasePart, EraseStep } from './eraser.ts';
import { localDay } from './local-day.ts';
import type { UnitOfWork } from './unit-of-work.ts';
import { promoteCopy, tokensOfRow } from './usage-ledger.ts';

const ROWS_PER_STEP = 1_000;

/**
 * Takes a machine's messages out of the ledger and out of the totals of their days. What another machine brought as a copy
 * of one counts from now on: it is the only one left.
 */
export function* eraseUsage({ storage, units, host }: ErasePart): Generator<EraseStep, void> {
  for (let after = ''; ; ) {
    const rows = storage.usageOfHostAfter(host.id, after, ROWS_PER_STEP);
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last.messageId;
    units.run((unit) => {
      for (const row of rows) unbook(unit, row);
    });
    yield 'more';
  }
}

function unbook(unit: UnitOfWork, row: UsageRow): void {
  const { storage } = unit;
  const { messageId, hostId, at, costMicros } = row;
  storage.deleteUsage(messageId, hostId);
  if (row.standing === 'copy') return;
  unit.markTotals();
  if (at !== null) storage.addDayTotal(localDay(at), -tokensOfRow(row), -costMicros);
  const heir = storage
    .usages(messageId)
    .find(({ standing, record }) => standing === 'copy' && record === row.record);
  if (heir !== undefined) promoteCopy(unit.of(heir.hostId), heir);
}
