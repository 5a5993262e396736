import { isPlausibleTime, plausibleTime } from '@orrery/transcript';

/**
 * A time that a host tells again and again, within what can be. One that is ahead of the hub's becomes the moment at which it
 * was heard first: `known` is what was made of it then, so that telling it again changes nothing.
 */
export function firstHeard(at: number, known: number | null | undefined, now: number): number {
  if (at > now && !isPlausibleTime(at, now)) return known ?? now;
  return plausibleTime(at, now);
}
