import { OrreryError } from '@orrery/protocol';
import type { Clock } from './clock.ts';

/** Counts failures per address, for sockets, which the HTTP limits do not see. */
export interface FailureLimiter {
  /** Throws `rateLimited` when the address failed too often in the last minute. */
  check(address: string): void;
  note(address: string): void;
}

const WINDOW_MS = 60_000;

/** Addresses remembered at once; beyond that the oldest is forgotten. */
const MAX_ADDRESSES = 10_000;

/** Allows `max` failures a minute and address. */
export function createFailureLimiter(max: number, clock: Clock): FailureLimiter {
  const failures = new Map<string, { since: number; count: number }>();
  const current = (address: string) => {
    const found = failures.get(address);
    return found && clock.now() - found.since < WINDOW_MS ? found : undefined;
  };
  return {
    check: (address) => {
      const found = current(address);
      if (!found || found.count < max) return;
      const retryAfterMs = found.since + WINDOW_MS - clock.now();
      throw new OrreryError('rateLimited', 'Too many refused handshakes from this address.', {
        retryAfterMs,
      });
    },
    note: (address) => {
      const found = current(address) ?? { since: clock.now(), count: 0 };
      failures.delete(address);
      failures.set(address, { ...found, count: found.count + 1 });
      const [oldest] = failures.keys();
      if (failures.size > MAX_ADDRESSES && oldest !== undefined) failures.delete(oldest);
    },
  };
}
