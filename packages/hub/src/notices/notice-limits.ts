/** Times and bounds of telling. */
export interface NoticeLimits {
  /** A wait is told when it lasts this long: whoever sits at the keyboard is not called. */
  graceMs: number;
  /** What began longer ago is history, unless the hub saw the session alive without it. */
  freshMs: number;
  /** An alert that comes back within this time is not told again. */
  dampMs: number;
  /** Changes are looked at together at most this often. */
  gatherMs: number;
  timeoutMs: number;
  /** Waits before the second, third and fourth try of a delivery. */
  retryDelaysMs: readonly number[];
  /** A receiver that wants to be left alone for longer is given up. */
  maxRetryAfterMs: number;
  /** Deliveries that wait for one receiver. */
  maxQueue: number;
  /** What could not be delivered for so long helps nobody any more. */
  maxAgeMs: number;
}

/** As shipped. */
export const defaultNoticeLimits: NoticeLimits = {
  graceMs: 5_000,
  freshMs: 120_000,
  dampMs: 60_000,
  gatherMs: 200,
  timeoutMs: 10_000,
  retryDelaysMs: [2_000, 10_000, 60_000],
  maxRetryAfterMs: 300_000,
  maxQueue: 100,
  maxAgeMs: 3_600_000,
};
