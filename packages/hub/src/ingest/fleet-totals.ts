import type { FleetTotals } from '@orrery/protocol';
import type { ReadStorage } from '../storage/storage.ts';

/** Totals of the fleet page as of a day. */
export function fleetTotals(
  storage: Pick<ReadStorage, 'dayTotal' | 'countSessions'>,
  today: string,
): FleetTotals {
  const { tokens, costMicros } = storage.dayTotal(today);
  return { tokensToday: tokens, costMicrosToday: costMicros, sessions: storage.countSessions() };
}
