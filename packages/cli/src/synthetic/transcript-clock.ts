/** Time as the generated client sees it: the demo's is the real one, a corpus brings its own. */
export interface TranscriptClock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Time passes: moves a made-up clock on, and does nothing to a real one. */
  pass(ms: number): void;
}

/** A clock that only moves when told. */
export function createSteppedClock(startMs: number): TranscriptClock {
  let time = startMs;
  return {
    now: () => time,
    pass: (ms) => {
      time += Math.max(0, Math.round(ms));
    },
  };
}
