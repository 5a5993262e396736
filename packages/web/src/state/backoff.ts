const FIRST_MS = 500;
const MOST_MS = 15_000;

/** Wait before reconnect number `attempt` (from 1): doubling, half of it random so that many tabs do not come at once. */
export function backoffMs(attempt: number, random: number): number {
  const full = Math.min(MOST_MS, FIRST_MS * 2 ** Math.min(attempt - 1, 10));
  return Math.round(full / 2 + (full / 2) * random);
}
