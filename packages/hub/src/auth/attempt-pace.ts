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

/** Keys remembered at once; beyond that the one that was longest without an attempt is forgotten. */
const MAX_KEYS = 20_000;

/** No failures yet. */
export function createAttemptPace({ now, free, stepMs, maxMs, forgetMs }: PaceOptions): AttemptPace {
  const kept = new Map<string, { failures: number; at: number }>();
  const failuresOf = (key: string, at: number) => {
    const found = kept.get(key);
    return found ? Math.max(0, found.failures - (at - found.at) / forgetMs) : 0;
  };
  const put = (key: string, failures: number, at: number) => {
    kept.delete(key);
    kept.set(key, { failures, at });
    const [oldest] = kept.keys();
    if (kept.size > MAX_KEYS && oldest !== undefined) kept.delete(oldest);
  };
  return {
    readyAt: (key) => {
      const found = kept.get(key);
      if (!found) return 0;
      // As of the last attempt: what is forgotten since then is little against the wait itself.
      return found.at + Math.min(maxMs, Math.max(0, found.failures - free) * stepMs);
    },
    begin: (key) => put(key, failuresOf(key, now()) + 1, now()),
    succeed: (key) => {
      const found = kept.get(key);
      if (found) kept.set(key, { ...found, failures: Math.max(0, found.failures - 1) });
    },
  };
}
