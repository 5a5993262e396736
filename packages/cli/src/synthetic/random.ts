/** Seeded random numbers: the same seed gives the same fleet, corpus and screenshots. */
export interface Random {
  /** In [0, 1). */
  next(): number;
  /** Unsigned 32 bits. */
  uint32(): number;
  /** Whole number from `low` to `high`, both included. */
  int(low: number, high: number): number;
  chance(probability: number): boolean;
  pick<T>(items: readonly [T, ...T[]] | readonly T[]): T;
  /** Like `pick`, but the first items come far more often, as words do in text. */
  pickSkewed<T>(items: readonly T[]): T;
  /** Log-normal with the given median; `spread` 1 puts two thirds between a third and three times of it. */
  around(median: number, spread?: number): number;
  /** An independent stream, so that one part can change without moving the others. */
  fork(label: string): Random;
}

/** SplitMix32 seeds four words of xoshiro128**: fast, and good enough for text that only has to look real. */
export function createRandom(seed: number | string): Random {
  const words = seedWords(typeof seed === 'number' ? String(seed) : seed);
  let [a, b, c, d] = words;
  const uint32 = (): number => {
    const product = Math.imul(b, 5);
    const result = Math.imul((product << 7) | (product >>> 25), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = (d << 11) | (d >>> 21);
    return result;
  };
  const next = (): number => uint32() / 0x1_0000_0000;
  const at = <T>(items: readonly T[], index: number): T => {
    const item = items[index];
    if (item === undefined) throw new Error('Cannot pick from an empty list.');
    return item;
  };
  return {
    next,
    uint32,
    int: (low, high) => low + Math.floor(next() * (high - low + 1)),
    chance: (probability) => next() < probability,
    pick: (items) => at(items, Math.floor(next() * items.length)),
    pickSkewed: (items) => {
      const x = next();
      return at(items, Math.floor(x * x * x * items.length));
    },
    around: (median, spread = 1) => median * Math.exp(spread * gaussian(next)),
    fork: (label) => createRandom(`${words.join('.')}/${label}`),
  };
}

/** Sum of uniform numbers: close enough to a bell, and bounded at three deviations. */
function gaussian(next: () => number): number {
  return (next() + next() + next() - 1.5) * 2;
}

function seedWords(seed: string): [number, number, number, number] {
  let state = 0x9e3779b9;
  for (let index = 0; index < seed.length; index += 1) {
    state = Math.imul(state ^ seed.charCodeAt(index), 0x01000193);
  }
  const word = (): number => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = state ^ (state >>> 16);
    mixed = Math.imul(mixed, 0x21f0aaad);
    mixed ^= mixed >>> 15;
    mixed = Math.imul(mixed, 0x735a2d97);
    return (mixed ^ (mixed >>> 15)) >>> 0;
  };
  return [word(), word(), word(), word()];
}
