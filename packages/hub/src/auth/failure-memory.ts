/** How many failures there were under each key lately. Each is forgotten in time, one after the other. */
export interface FailureMemory {
  /** Those that are remembered now; a fraction while one is being forgotten. */
  count(key: string): number;
  /** The last one, with how many there were then; null without any. */
  last(key: string): { failures: number; at: number } | null;
  add(key: string): void;
  /** It was none. */
  takeBack(key: string): void;
}

interface MemoryOptions {
  now: () => number;
  /** One failure is forgotten in this time. */
  forgetMs: number;
  /** More make no difference, so that after a long attack it does not take as long to forget it. */
  most: number;
}

/** Keys remembered at once; beyond that the one that was longest without a failure is forgotten. */
const MAX_KEYS = 20_000;

/** No failures yet. */
export function createFailureMemory({ now, forgetMs, most }: MemoryOptions): FailureMemory {
  const kept = new Map<string, { failures: number; at: number }>();
  const count = (key: string) => {
    const found = kept.get(key);
    return found ? Math.max(0, found.failures - (now() - found.at) / forgetMs) : 0;
  };
  return {
    count,
    last: (key) => kept.get(key) ?? null,
    add: (key) => {
      const failures = Math.min(most, count(key) + 1);
      kept.delete(key);
      kept.set(key, { failures, at: now() });
      const [oldest] = kept.keys();
      if (kept.size > MAX_KEYS && oldest !== undefined) kept.delete(oldest);
    },
    takeBack: (key) => {
      const found = kept.get(key);
      if (found) kept.set(key, { ...found, failures: Math.max(0, found.failures - 1) });
    },
  };
}
