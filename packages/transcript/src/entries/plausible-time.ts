/** 1 January 2020: no client is as old as that. */
export const EARLIEST_TIME = Date.UTC(2020, 0, 1);

/** By how much two clocks may differ before one of them is taken to be wrong. */
export const CLOCK_TOLERANCE_MS = 5 * 60_000;

/**
 * A time that was told by somebody else's clock, as whole milliseconds within what can be: what lies before any client
 * becomes the earliest, what lies ahead of `now` by more than clocks differ becomes `now`.
 */
export function plausibleTime(at: number, now: number): number {
  if (!(at >= EARLIEST_TIME)) return EARLIEST_TIME;
  return at > now + CLOCK_TOLERANCE_MS ? now : Math.round(at);
}

/** Whether a time can be right, give or take the difference of two clocks. */
export function isPlausibleTime(at: number, now: number): boolean {
  return at >= EARLIEST_TIME && at <= now + CLOCK_TOLERANCE_MS;
}

/** A wrong time, for people: its day where there is one. */
export function wrongTimeWords(at: number): string {
  const date = new Date(at);
  const day = Number.isNaN(date.getTime()) ? String(at) : date.toISOString().replace(/T.*$/, '');
  return `its clock said ${day.replace(/^([+-])0+/, '$1').replace(/^\+/, '')}, which cannot be`;
}
