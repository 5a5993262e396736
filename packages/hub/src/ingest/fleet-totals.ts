import type { FleetTotals } from '@orrery/protocol';
import type { ReadStorage } from '../storage/storage.ts';

/** Totals of the fleet page as of a day. One that cannot be read is nothing: neither a commit nor a start may fail for it. */
export function fleetTotals(
  storage: Pick<ReadStorage, 'dayTotal' | 'countSessions'>,
  today: string,
): FleetTotals {
  const { tokens, costMicros } = readable(() => storage.dayTotal(today), { tokens: 0, costMicros: 0 });
  const sessions = readable(() => storage.countSessions(), 0);
  return { tokensToday: tokens, costMicrosToday: costMicros, sessions };
}

function readable<T>(read: () => T, otherwise: T): T {
  try {
    return read();
  } catch {
    // What is wrong with the database is told by all that needs its rows.
    return otherwise;
  }
}
