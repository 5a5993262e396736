import type { Holdable } from './ingest-gate.ts';

/** Points of a sender's messages a second, and how many at once. */
export interface RateLimits {
  perSecond: number;
  burst: number;
}

/** Slows a sender down to a rate: one that is faster is not read until it has caught up. Nothing is dropped. */
export interface MessageRate {
  take(points: number): void;
  close(): void;
}

interface RateClock {
  /** Monotonic milliseconds. */
  now(): number;
  /** Runs a task once after a while; gives the way to call it off. */
  schedule(task: () => void, delayMs: number): () => void;
}

/** Full at first. */
export function createMessageRate(
  { perSecond, burst }: RateLimits,
  sender: Holdable,
  clock: RateClock,
  onHold: () => void,
): MessageRate {
  let points = burst;
  let filledAt = clock.now();
  let cancel: (() => void) | null = null;
  return {
    take(cost) {
      const at = clock.now();
      points = Math.min(burst, points + ((at - filledAt) / 1000) * perSecond) - cost;
      filledAt = at;
      if (points >= 0 || cancel !== null) return;
      onHold();
      sender.hold();
      cancel = clock.schedule(
        () => {
          cancel = null;
          sender.release();
        },
        Math.ceil((-points / perSecond) * 1000),
      );
    },
    close() {
      cancel?.();
      cancel = null;
    },
  };
}
