/** Where every sum stops: the largest number up to which all whole numbers are exact, in JavaScript and on the wire. */
export const MAX_SUM = Number.MAX_SAFE_INTEGER;

/** A sum of what machines claim: it stops at its bound, and a change that takes away leaves nothing at least. */
export function addBounded(sum: number, change: number): number {
  return Math.max(0, Math.min(MAX_SUM, sum + change));
}
