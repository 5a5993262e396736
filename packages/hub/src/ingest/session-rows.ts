import type { SessionRow } from '../storage/rows.ts';
import { newSessionRow } from './session-memory.ts';
import type { UnitOfWork } from './unit-of-work.ts';

/** The session of a host and the client's id; made when it is new. The first host to bring an id has it without suffix. */
export function sessionRowFor(unit: UnitOfWork, hostId: string, uuid: string): SessionRow {
  const { storage } = unit;
  const known = storage.sessionByUuid(hostId, uuid);
  if (known) return known;
  const id = storage.sessionById(uuid) === undefined ? uuid : `${uuid}~${hostId}`;
  const row = newSessionRow(id, hostId, uuid);
  unit.markTotals();
  return { ...row, pk: storage.putSession(row) };
}
