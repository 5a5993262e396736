import type { HookReports } from '@orrery/protocol';
import { plausibleTime } from '@orrery/transcript';
import type { SessionRow } from '../storage/rows.ts';
import { sessionRowFor } from './session-rows.ts';
import type { Gone } from './session-state.ts';
import type { Units } from './unit-of-work.ts';

/** Books what the hooks of a host's clients say. Reports may overtake each other: the newest counts. */
export function applyHookReports(units: Units, hostId: string, { reports }: HookReports): void {
  units.runFor(hostId, (unit) => {
    for (const told of reports) {
      const report = { ...told, at: plausibleTime(told.at, unit.now) };
      const row = sessionRowFor(unit, report.sessionId);
      const before = unit.storage.hookOfSession(row.pk)?.report;
      if (before && before.at > report.at) continue;
      if (JSON.stringify(before) === JSON.stringify(report) || isOfEndedProcess(row, report.at)) continue;
      unit.storage.putHook({ hostId, sessionPk: row.pk, report });
      unit.open(row.pk);
    }
  });
}

/** The last hook of a process may arrive after the news that it is gone. */
function isOfEndedProcess({ gone }: SessionRow, at: number): boolean {
  if (gone === null) return false;
  const { at: goneAt }: Gone = JSON.parse(gone);
  return at <= goneAt;
}
