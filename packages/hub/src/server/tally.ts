import { OrreryError } from '@orrery/protocol';

/** How much of one thing each person or key has at this moment, with a limit for each. */
export interface Tally {
  /** Throws `rateLimited` when they have as much as they may, else counts one more; returns what takes it back, once. */
  enter(id: string): () => void;
  /** Throws `rateLimited` when they have as much as they may. */
  check(id: string): void;
}

const RETRY_MS = 1000;

/** `what` names it in words ("requests under way"). */
export function createTally(max: number, what: string): Tally {
  const counts = new Map<string, number>();
  const check = (id: string) => {
    if ((counts.get(id) ?? 0) < max) return;
    const message = `You have ${max} ${what} already, and no more are allowed at once. End some of them first.`;
    throw new OrreryError('rateLimited', message, { retryAfterMs: RETRY_MS });
  };
  return {
    check,
    enter: (id) => {
      check(id);
      counts.set(id, (counts.get(id) ?? 0) + 1);
      let isCounted = true;
      return () => {
        if (!isCounted) return;
        isCounted = false;
        const left = (counts.get(id) ?? 1) - 1;
        if (left === 0) counts.delete(id);
        else counts.set(id, left);
      };
    },
  };
}
