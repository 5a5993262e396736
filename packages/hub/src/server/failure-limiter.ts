import { OrreryError } from '@orrery/protocol';
import type { Clock } from './clock.ts';

/** Counts failures, or whatever else is bounded, per proven key of an agent: nobody else can make a key fail. */
export interface FailureLimiter {
  /** Throws `rateLimited` when the key failed too often in the last minute. */
  check(publicKey: string): void;
  note(publicKey: string): void;
}

const WINDOW_MS = 60_000;

/** Keys remembered at once; beyond that the oldest is forgotten. */
const MAX_KEYS = 10_000;

/** Allows `max` a minute and key. */
export function createFailureLimiter(
  max: number,
  clock: Clock,
  words = 'This machine was refused too often within a minute.',
): FailureLimiter {
  const failures = new Map<string, { since: number; count: number }>();
  const current = (publicKey: string) => {
    const found = failures.get(publicKey);
    return found && clock.now() - found.since < WINDOW_MS ? found : undefined;
  };
  return {
    check: (publicKey) => {
      const found = current(publicKey);
      if (!found || found.count < max) return;
      const retryAfterMs = found.since + WINDOW_MS - clock.now();
      throw new OrreryError('rateLimited', words, { retryAfterMs });
    },
    note: (publicKey) => {
      const found = current(publicKey) ?? { since: clock.now(), count: 0 };
      failures.delete(publicKey);
      failures.set(publicKey, { ...found, count: found.count + 1 });
      const [oldest] = failures.keys();
      if (failures.size > MAX_KEYS && oldest !== undefined) failures.delete(oldest);
    },
  };
}
