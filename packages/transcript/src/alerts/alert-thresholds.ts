import type { BurnThresholds } from './token-minutes.ts';

const MINUTE_MS = 60_000;

/** When each alert begins. */
export interface AlertThresholds extends BurnThresholds {
  /** The same call this often in a row is a loop. */
  loopSameCalls: number;
  /** A cycle of two or three calls that came round this often is a loop. */
  loopCycles: number;
  failedCalls: number;
  failedOfCalls: number;
  /** Requests in a row without an answer. */
  apiErrors: number;
  stuckAfterMs: number;
  /** The same while a tool runs. */
  stuckInToolAfterMs: number;
  waitingLongAfterMs: number;
  contextFullShare: number;
}

/** What is set when nobody sets anything else. */
export const DEFAULT_THRESHOLDS: AlertThresholds = {
  // Twice is a check, three times can be a retry with patience; nothing new is learnt from the fourth.
  loopSameCalls: 4,
  loopCycles: 4,
  // A red test suite fails call after call too, but edits and reads between succeed: at most every second call fails.
  failedCalls: 5,
  failedOfCalls: 6,
  // The client waits longer each time: the fourth comes after some ten seconds, and short overloads are over by then.
  apiErrors: 4,
  // The longest answers are written for some minutes; nothing at all is written for ten only when nothing comes.
  stuckAfterMs: 10 * MINUTE_MS,
  // Builds and test suites are silent and right to be; the client's own limit for a command is ten minutes by default.
  stuckInToolAfterMs: 30 * MINUTE_MS,
  waitingLongAfterMs: 10 * MINUTE_MS,
  // A client that does not compact by itself refuses to go on above 177k of 200k: the last answer before that.
  contextFullShare: 0.88,
  // Six deviations: minutes of one session differ by a factor of three without anything being wrong.
  burnDeviations: 6,
  burnTimesUsual: 4,
  // Less is cheap whatever the session's usual rate: about a dollar in six minutes with the dearest model.
  burnFloorPerMinute: 25_000,
  // A full default window written anew each minute: no way of working needs that for three minutes.
  burnLimitPerMinute: 200_000,
  // A median of fewer minutes is chance, and the first minutes fill the cache.
  burnHistoryMinutes: 8,
};
