import type { Storage } from '../storage/storage.ts';
import type { Units } from './unit-of-work.ts';

/** After so long without a line, a session that no process is reported for counts as ended. */
const QUIET_MS = 5 * 60_000;

/** Looks again at sessions whose state follows from the clock alone. */
export function reviewStates(storage: Storage, units: Units, now: number): void {
  const quiet = storage.undecidedSessionPks(now - QUIET_MS);
  if (quiet.length === 0) return;
  units.run((unit) => {
    for (const pk of quiet) unit.open(pk);
  });
}
