/** A time in which a session does nothing, in milliseconds; with `until` it can be over before. */
export type Pause = number | { ms: number; until: Promise<void> };

/** How long a pause is when nothing ends it before. */
export function lengthMs(pause: Pause): number {
  return typeof pause === 'number' ? pause : pause.ms;
}

/** The same pause with another length. */
export function withLength(pause: Pause, ms: number): Pause {
  return typeof pause === 'number' ? ms : { ...pause, ms };
}
