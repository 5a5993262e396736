import { OrreryError } from '@orrery/protocol';
import { scheduleTimer } from './schedule-timer.ts';

/** At least so often: what begins to wait in between has its shortest threshold (ten seconds) still before it. */
const REVIEW_EVERY_MS = 10_000;

/** Moments that lie close together are looked at once. */
const LEAST_MS = 500;

/** A threshold is passed when more than its time has gone by. */
const PASSED_MS = 10;

/** Calls `review` regularly, and right after the next moment that it names. Returns the way to stop. */
export function startReviews(review: () => number, now: () => number): () => void {
  const run = () => {
    const untilMs = lookAgain(review) - now() + PASSED_MS;
    stop = scheduleTimer(run, Math.min(REVIEW_EVERY_MS, Math.max(LEAST_MS, untilMs)));
  };
  let stop = scheduleTimer(run, REVIEW_EVERY_MS);
  return () => stop();
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
