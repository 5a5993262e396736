import { createFailureMemory } from './failure-memory.ts';

/** How quickly attempts may follow each other: slower with each that failed, and quicker again as time goes by. */
export interface AttemptPace {
  /** When the next attempt under this key may begin; in the past where nothing holds it up. */
  readyAt(key: string): number;
  /** Counts the attempt as failed from its beginning, so that many at once are not one. */
  begin(key: string): void;
  /** Takes that back: the attempt was right. */
  succeed(key: string): void;
}

interface PaceOptions {
  now: () => number;
  /** Failures without any wait. */
  free: number;
  /** Each further failure makes the wait longer by this, up to `maxMs`. */
  stepMs: number;
  maxMs: number;
  /** One failure is forgotten in this time. */
  forgetMs: number;
}

/** No failures yet. */
export function createAttemptPace({ now, free, stepMs, maxMs, forgetMs }: PaceOptions): AttemptPace {
  const memory = createFailureMemory({ now, forgetMs, most: free + Math.ceil(maxMs / stepMs) });
  return {
    readyAt: (key) => {
      const found = memory.last(key);
      if (!found) return 0;
      // As of the last attempt: what is forgotten since then is little against the wait itself.
      return found.at + Math.min(maxMs, Math.max(0, found.failures - free) * stepMs);
    },
    begin: memory.add,
    succeed: memory.takeBack,
  };
}
