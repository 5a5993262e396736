import type { UnitOfWork } from './unit-of-work.ts';

/** A session that was active so recently may be shown as unreachable without having been reported. */
const RECENT_MS = 10 * 60_000;

/** Sessions of a machine that may run are looked at again: whether it can be reached has changed. */
export function reopenLive(unit: UnitOfWork, hostId: string): void {
  const { storage, now, open } = unit.of(hostId);
  for (const pk of storage.liveSessionPks(hostId, now - RECENT_MS)) open(pk);
}
