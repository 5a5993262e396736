import { OrreryError } from '@orrery/protocol';
import { scheduleTimer } from './schedule-timer.ts';

/** At least so often: what begins in between has its shortest threshold (ten seconds) still before it. */
const REVIEW_EVERY_MS = 10_000;

/** Moments that lie close together are looked at once. */
const LEAST_MS = 500;

/** A threshold is passed when more than its time has gone by. */
const PASSED_MS = 10;

/** Looks again and again at what follows from the clock. */
export interface Reviews {
  /** Something came that may be due sooner than the last review could know: it is looked at in a moment. */
  hasten(): void;
  stop(): void;
}

/** Calls `review` regularly, and right after the next moment that it names. */
export function startReviews(review: () => number, now: () => number): Reviews {
  let dueAt = 0;
  let cancel: () => void = () => undefined;
  const runIn = (delayMs: number) => {
    dueAt = now() + delayMs;
    cancel = scheduleTimer(run, delayMs);
  };
  const run = () => {
    const untilMs = lookAgain(review) - now() + PASSED_MS;
    runIn(Math.min(REVIEW_EVERY_MS, Math.max(LEAST_MS, untilMs)));
  };
  runIn(REVIEW_EVERY_MS);
  return {
    hasten: () => {
      if (dueAt - now() <= LEAST_MS) return;
      cancel();
      runIn(LEAST_MS);
    },
    stop: () => cancel(),
  };
}

function lookAgain(review: () => number): number {
  try {
    return review();
  } catch (error) {
    // A disk that is full for a while must not end the thread: whoever sends lines is told of it, and the next look is soon.
    if (error instanceof OrreryError && error.kind === 'storage') return Number.POSITIVE_INFINITY;
    throw error;
  }
}
