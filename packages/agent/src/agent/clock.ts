/** Time, injected. Decisions use `monotonicMs`; the wall clock is only reported, because it jumps. */
export interface Clock {
  wallMs(): number;
  monotonicMs(): number;
}

/** The machine's own clocks. */
export const systemClock: Clock = { wallMs: () => Date.now(), monotonicMs: () => performance.now() };
