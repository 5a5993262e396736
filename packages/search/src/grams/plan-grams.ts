import type { Needle } from '../match/needle.ts';
import { CLASSES, classAt, gramBase } from './gram-slots.ts';

/** A text can only hold the needle when it is in the postings of one of the slots `first .. first + count - 1`. */
export interface GramProbe {
  first: number;
  count: number;
}

/**
 * The probes of a needle, in the order in which to try them: far apart ones first, as neighbours say nearly the same.
 * Empty when the needle has no three bytes in a line: then only reading can tell.
 */
export function planGrams(needle: Needle): GramProbe[] {
  const { bytes } = needle;
  const probes = new Map<number, GramProbe>();
  for (let at = 0; at + 3 <= bytes.length; at++) {
    if (bytes.subarray(at, at + 3).includes(10)) continue;
    const base = gramBase(bytes, at);
    const isLast = at + 3 === bytes.length;
    const first = isLast ? base : base + classAt(bytes, at + 3);
    probes.set(isLast ? -1 : first, { first, count: isLast ? CLASSES : 1 });
  }
  const last = probes.get(-1);
  probes.delete(-1);
  const spread = spreadOut([...probes.values()]);
  return last === undefined ? spread : [...spread, last];
}

/** 0, 4, 8 ... then 2, 6, 10 ... then the odd ones. */
function spreadOut(probes: GramProbe[]): GramProbe[] {
  const strides = [
    [0, 4],
    [2, 4],
    [1, 2],
  ] as const;
  return strides.flatMap(([start, step]) => probes.filter((_, i) => i >= start && (i - start) % step === 0));
}
