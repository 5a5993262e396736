/** Width of one bucket of a burn line: 24 of them are a quarter of an hour. */
export const BUCKET_MS = 37_500;
export const BUCKETS = 24;

type Burn = readonly (readonly [bucket: number, tokens: number])[];

/** Tokens of the last 24 buckets, oldest first; buckets without tokens are 0. */
export function burnLine(burn: Burn, now: number): number[] {
  const newest = newestBucket(burn, now);
  const line = new Array<number>(BUCKETS).fill(0);
  for (const [bucket, tokens] of burn) {
    const index = bucket - newest + BUCKETS - 1;
    if (index >= 0 && index < BUCKETS) line[index] = (line[index] ?? 0) + tokens;
  }
  return line;
}

/** Tokens a minute now: this bucket and the one before it, over the time they cover. */
export function burnPerMinute(burn: Burn, now: number): number {
  const newest = newestBucket(burn, now);
  const coveredMs = BUCKET_MS + Math.max(0, now - newest * BUCKET_MS);
  let tokens = 0;
  for (const [bucket, count] of burn) if (bucket >= newest - 1 && bucket <= newest) tokens += count;
  return (tokens / coveredMs) * 60_000;
}

/** Rows may be newer than the slow clock that draws them: by a bucket, not by more. */
function newestBucket(burn: Burn, now: number): number {
  const current = Math.floor(now / BUCKET_MS);
  return burn.at(-1)?.[0] === current + 1 ? current + 1 : current;
}

/** Several lines added up. */
export function addLines(lines: readonly (readonly number[])[]): number[] {
  const sum = new Array<number>(BUCKETS).fill(0);
  for (const line of lines)
    for (let index = 0; index < BUCKETS; index++) sum[index] = (sum[index] ?? 0) + (line[index] ?? 0);
  return sum;
}

/** Points of a line in a box, scaled to its own peak but never below `leastPeak`, so that calm looks calm. */
export function linePoints(
  line: readonly number[],
  width: number,
  height: number,
  leastPeak: number,
): [number, number][] {
  const peak = Math.max(leastPeak, ...line);
  const step = width / Math.max(1, line.length - 1);
  const round = (value: number) => Math.round(value * 10) / 10;
  return line.map((value, index) => [round(index * step), round(height - 1 - (value / peak) * (height - 2))]);
}
