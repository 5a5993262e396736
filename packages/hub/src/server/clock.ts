/** The wall clock, milliseconds since the epoch; tests give their own. */
export interface Clock {
  now(): number;
}

/** The clock of this machine. */
export const systemClock: Clock = { now: () => Date.now() };
