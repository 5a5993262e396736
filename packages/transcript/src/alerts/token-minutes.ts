import { addBounded } from '../usage/add-bounded.ts';

const MINUTE_MS = 60_000;

/** Active minutes kept: enough for a rate of its own, also of a session that works an hour in two. */
const MAX_MINUTES = 60;

/** Minutes looked at for the rate now, the running one included. */
const RATE_MINUTES = 3;

/** Scales the median absolute deviation to a standard deviation. */
const MAD_SCALE = 1.4826;

/** Tokens of a session by minute, oldest first, only minutes that have some. */
export type TokenMinutes = [minute: number, tokens: number][];

/** What counts as burning, see `AlertThresholds`. */
export interface BurnThresholds {
  burnDeviations: number;
  burnTimesUsual: number;
  burnFloorPerMinute: number;
  burnLimitPerMinute: number;
  burnHistoryMinutes: number;
}

/** A rate that is too high. */
export interface Burning {
  perMinute: number;
  /** The session's own median minute; null when the set limit was passed. */
  usual: number | null;
  since: number;
}

/** Adds tokens at a time. What is older than the kept minutes is dropped. */
export function addMinute(minutes: TokenMinutes, at: number, tokens: number): void {
  const minute = Math.floor(at / MINUTE_MS);
  let index = minutes.length;
  while (index > 0 && (minutes[index - 1]?.[0] ?? 0) > minute) index -= 1;
  const found = minutes[index - 1];
  // A message that moves to the session that owns it takes its tokens along: never below nothing.
  if (found !== undefined && found[0] === minute) found[1] = addBounded(found[1], tokens);
  else if (tokens > 0) minutes.splice(index, 0, [minute, tokens]);
  if (minutes.length > MAX_MINUTES) minutes.shift();
}

/**
 * Whether a session spends far more than it does, or than is allowed. A single message cannot make it so: a context
 * written anew after a pause is one message of any size, therefore two minutes in a row must be too hot.
 */
export function burningOf(minutes: TokenMinutes, now: number, limits: BurnThresholds): Burning | null {
  const current = Math.floor(now / MINUTE_MS);
  const first = current - RATE_MINUTES + 1;
  const recent = minutes.filter(([minute]) => minute >= first && minute <= current);
  const spent = recent.reduce((sum, [, tokens]) => addBounded(sum, tokens), 0);
  const perMinute = (spent / (now - first * MINUTE_MS)) * MINUTE_MS;
  if (perMinute < limits.burnFloorPerMinute) return null;
  const usual = usualRate(minutes, first, limits.burnHistoryMinutes);
  if (usual !== null) {
    const hot = Math.max(
      limits.burnFloorPerMinute,
      usual.median * limits.burnTimesUsual,
      usual.median + usual.deviation * limits.burnDeviations,
    );
    const hotMinutes = recent.filter(([, tokens]) => tokens >= hot).map(([minute]) => minute);
    const isSustained = hotMinutes.some((minute) => hotMinutes.includes(minute - 1));
    if (perMinute >= hot && isSustained) {
      return { perMinute, usual: usual.median, since: startOf(minutes, current, hot) };
    }
  }
  if (perMinute < limits.burnLimitPerMinute) return null;
  return { perMinute, usual: null, since: startOf(minutes, current, limits.burnLimitPerMinute) };
}

/** Median and spread of the active minutes before the ones that are judged. */
function usualRate(
  minutes: TokenMinutes,
  before: number,
  least: number,
): { median: number; deviation: number } | null {
  const rates = minutes
    .filter(([minute, tokens]) => minute < before && tokens > 0)
    .map(([, tokens]) => tokens);
  if (rates.length < least) return null;
  const median = medianOf(rates);
  return { median, deviation: MAD_SCALE * medianOf(rates.map((rate) => Math.abs(rate - median))) };
}

/** Start of the first of the hot minutes in a row that lead to now; one calm minute between does not part them. */
function startOf(minutes: TokenMinutes, current: number, hot: number): number {
  let start = current;
  for (const [minute, tokens] of minutes.toReversed()) {
    if (tokens < hot || minute > current) continue;
    if (start - minute > RATE_MINUTES - 1) break;
    start = minute;
  }
  return start * MINUTE_MS;
}

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}

/** Minutes as gaps and tokens, flat: a third of the characters. */
export function packMinutes(minutes: TokenMinutes): number[] {
  let before = 0;
  return minutes.flatMap(([minute, tokens]) => {
    const gap = minute - before;
    before = minute;
    return [gap, tokens];
  });
}

/** What was packed. */
export function unpackMinutes(packed: readonly number[]): TokenMinutes {
  const minutes: TokenMinutes = [];
  let minute = 0;
  for (let index = 0; index + 1 < packed.length; index += 2) {
    minute += packed[index] ?? 0;
    minutes.push([minute, packed[index + 1] ?? 0]);
  }
  return minutes;
}
