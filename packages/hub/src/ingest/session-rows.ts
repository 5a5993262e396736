import type { SessionRow } from '../storage/rows.ts';
import { newSessionRow } from './session-memory.ts';
import type { HostUnit } from './unit-of-work.ts';

/** Between the client's id of a session and its host: no client writes it, and no host's id has it. */
const HOST_MARK = '~';

/**
 * The session of a host and the client's id; made when it is new. The first host to bring an id has it without suffix. An
 * id with the mark gets a suffix always: what ends with a host's name is that host's alone.
 */
export function sessionRowFor({ storage, hostId, markTotals }: HostUnit, uuid: string): SessionRow {
  const known = storage.sessionByUuid(hostId, uuid);
  if (known) return known;
  const isFree = !uuid.includes(HOST_MARK) && storage.sessionById(uuid) === undefined;
  const id = isFree ? uuid : `${uuid}${HOST_MARK}${hostId}`;
  const row = newSessionRow(id, hostId, uuid);
  markTotals();
  return { ...row, pk: storage.putSession(row) };
}
