/** Longest cycle that is looked for: A-B-C, A-B-C. */
const MAX_PERIOD = 3;

/** A tool call as a pattern sees it. */
export interface SeenCall {
  /** See `callFingerprint`. */
  print: string;
  /** Words for it; empty while it repeats nothing. */
  label: string;
  at: number | null;
}

/** Whether the latest calls of one thread repeat. Plain JSON of constant size. */
export interface CallPattern {
  /** The newest calls, newest last; as many as the longest cycle. */
  calls: SeenCall[];
  /** For cycles of 1, 2 and 3 calls: how many calls in a row were the same as the one a cycle before. */
  repeats: number[];
  /** Time of the first call of each cycle. */
  since: (number | null)[];
}

/** A cycle that goes on. */
export interface CallLoop {
  /** The different calls, in order. */
  labels: string[];
  /** How often each was made. */
  times: number;
  since: number | null;
}

/** No call has been made. */
export function emptyPattern(): CallPattern {
  return { calls: [], repeats: [0, 0, 0], since: [null, null, null] };
}

/** Takes the next call of the thread. `labelOf` is asked only for a repeat. */
export function seeCall(pattern: CallPattern, print: string, at: number | null, labelOf: () => string): void {
  const { calls, repeats, since } = pattern;
  let label = '';
  for (let period = 1; period <= MAX_PERIOD; period += 1) {
    const before = calls.at(-period);
    const known = repeats[period - 1] ?? 0;
    const isRepeat = before !== undefined && before.print === print;
    if (isRepeat && label === '') label = before.label || labelOf();
    if (isRepeat && known === 0) since[period - 1] = before.at;
    repeats[period - 1] = isRepeat ? known + 1 : 0;
  }
  calls.push({ print, label, at });
  if (calls.length > MAX_PERIOD) calls.shift();
}

/** The shortest cycle that has come round often enough; null when the calls go somewhere. */
export function loopOf(pattern: CallPattern, least: { sameCalls: number; cycles: number }): CallLoop | null {
  for (let period = 1; period <= MAX_PERIOD; period += 1) {
    const repeats = pattern.repeats[period - 1] ?? 0;
    const times = Math.floor((repeats + period) / period);
    const calls = pattern.calls.slice(-period);
    const isCycle = period === 1 || calls.some(({ print }) => print !== calls[0]?.print);
    if (repeats > 0 && isCycle && times >= (period === 1 ? least.sameCalls : least.cycles)) {
      return {
        labels: calls.map(({ label }) => label),
        times,
        since: pattern.since[period - 1] ?? null,
      };
    }
  }
  return null;
}
