import type { Needle } from '../match/needle.ts';
import { gramWindows } from './gram-slots.ts';

/** A term of some hundred characters has more grams than can help. */
const MAX_PROBES = 72;

/**
 * Slots that a block must have to hold the needle, in the order in which to try them: far apart first, as neighbours say
 * nearly the same. Empty when the needle has no three bytes in a line: then only reading the blocks can tell.
 */
export function planGrams(needle: Needle): number[] {
  const windows = gramWindows(needle.bytes);
  const wide = distinct(windows.map((window) => window.wide));
  const long = distinct(windows.map((window) => window.long));
  const short = distinct(windows.map((window) => window.short));
  // Wide ones say most.
  return [...apart([wide]), ...apart([long, short])].slice(0, MAX_PROBES);
}

/** Every fourth of the needle, then those halfway between, then the rest. */
function apart(kinds: readonly number[][]): number[] {
  const strides = [
    [0, 4],
    [2, 4],
    [1, 2],
  ] as const;
  return strides.flatMap(([start, step]) =>
    kinds.flatMap((slots) => slots.filter((_, i) => i >= start && (i - start) % step === 0)),
  );
}

function distinct(slots: number[]): number[] {
  return [...new Set(slots)].filter((slot) => slot !== -1);
}
