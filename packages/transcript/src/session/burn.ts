import { addBounded } from '../usage/add-bounded.ts';

/** Width of a burn bucket. */
export const BURN_BUCKET_MS = 37_500;

/** Buckets kept: a quarter of an hour. */
const MAX_BUCKETS = 24;

/** Recent tokens in buckets of 37.5 s, newest last. */
export type Burn = [bucket: number, tokens: number][];

/** Adds tokens at a time. Buckets older than the window before the newest are dropped. */
export function addBurn(burn: Burn, at: number, tokens: number): void {
  const bucket = Math.floor(at / BURN_BUCKET_MS);
  const newest = burn.at(-1)?.[0] ?? bucket;
  if (tokens === 0) return;
  const index = burn.findIndex(([at]) => at >= bucket);
  const found = index === -1 ? undefined : burn[index];
  // A message that moves to the session that owns it takes its tokens along: never below nothing.
  if (found !== undefined && found[0] === bucket) found[1] = addBounded(found[1], tokens);
  else if (tokens > 0) burn.splice(index === -1 ? burn.length : index, 0, [bucket, tokens]);
  const oldest = Math.max(newest, bucket) - MAX_BUCKETS;
  while (burn[0] !== undefined && burn[0][0] <= oldest) burn.shift();
}

/** Sum of several burns, in the window of the newest bucket. */
export function mergeBurns(burns: Iterable<Burn>): Burn {
  const sums = new Map<number, number>();
  for (const burn of burns) {
    for (const [bucket, tokens] of burn) sums.set(bucket, addBounded(sums.get(bucket) ?? 0, tokens));
  }
  const newest = Math.max(...sums.keys());
  return [...sums]
    .filter(([bucket]) => bucket > newest - MAX_BUCKETS)
    .sort(([left], [right]) => left - right);
}
