import type { TranscriptClock } from '../synthetic/transcript-clock.ts';

/** Runs fast through the past, then follows the wall clock. */
export interface LiveClock extends TranscriptClock {
  readonly isLive: boolean;
  goLive(): void;
}

export function createLiveClock(startMs: number, wallNow: () => number): LiveClock {
  let past = startMs;
  let isLive = false;
  return {
    get isLive() {
      return isLive;
    },
    now: () => (isLive ? wallNow() : past),
    pass: (ms) => {
      if (!isLive) past += Math.max(0, Math.round(ms));
    },
    goLive: () => {
      isLive = true;
    },
  };
}
