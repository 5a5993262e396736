/** What to do with a piece of work, after what it did before. */
export type Verdict = 'usual' | 'alone' | 'refuse';

/**
 * Remembers which work was under way when the writing thread died. It outlives the archive, which is opened anew after a
 * death: work that kills the thread again and again is kept out, so that the rest goes on.
 */
export interface Suspects {
  verdict(key: string): Verdict;
  /** The thread died in the middle of this: one piece, or several in one transaction. */
  died(keys: readonly string[]): void;
  /** It went well. */
  cleared(key: string): void;
}

/** Once may be bad luck with memory; twice, all alone, is not. */
const DEATHS_ALONE = 2;

/** Deaths are rare; what is older than so many others has been forgiven. */
const MAX_REMEMBERED = 1000;

/** Nobody is suspected at first. */
export function createSuspects(): Suspects {
  /** Deaths alone, by key. */
  const deaths = new Map<string, number>();
  return {
    verdict(key) {
      const alone = deaths.get(key);
      if (alone === undefined) return 'usual';
      return alone >= DEATHS_ALONE ? 'refuse' : 'alone';
    },
    died(keys) {
      const isAlone = keys.length === 1;
      for (const key of keys) {
        const before = deaths.get(key) ?? 0;
        deaths.delete(key);
        deaths.set(key, before + (isAlone ? 1 : 0));
      }
      for (const key of deaths.keys()) {
        if (deaths.size <= MAX_REMEMBERED) break;
        deaths.delete(key);
      }
    },
    cleared: (key) => void deaths.delete(key),
  };
}
