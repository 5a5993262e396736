const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Made once: a formatter costs more than all it formats. */
const dayAndMonth = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });
const dateAndTime = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'long' });

const two = (value: number) => String(value).padStart(2, '0');

/** How long something lasts, coarse: `6s`, `4m`, `1h 06m`, `2d 3h`. */
export function formatDuration(ms: number): string {
  const span = Math.max(0, ms);
  if (span < MINUTE) return `${Math.floor(span / SECOND)}s`;
  if (span < HOUR) return `${Math.floor(span / MINUTE)}m`;
  if (span < DAY) return `${Math.floor(span / HOUR)}h ${two(Math.floor((span % HOUR) / MINUTE))}m`;
  return `${Math.floor(span / DAY)}d ${Math.floor((span % DAY) / HOUR)}h`;
}

/** How long somebody waits, to the second below an hour: `4m 12s`. */
export function formatWait(ms: number): string {
  const span = Math.max(0, ms);
  if (span < MINUTE || span >= HOUR) return formatDuration(span);
  return `${Math.floor(span / MINUTE)}m ${two(Math.floor((span % MINUTE) / SECOND))}s`;
}

/** How long ago: `just now` under two seconds, then as a duration. */
export function formatAgo(ms: number): string {
  return ms < 2 * SECOND ? 'just now' : formatDuration(ms);
}

/** How long a tool took: `0.1s`, `38.2s`, then as a duration. */
export function formatToolTime(ms: number): string {
  return ms < MINUTE ? `${(ms / SECOND).toFixed(1)}s` : formatWait(ms);
}

/** Time of day with seconds, in the reader's zone. */
export function formatClock(at: number): string {
  const date = new Date(at);
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

/** Time of day, in the reader's zone: `14:34`. */
export function formatTimeOfDay(at: number): string {
  const date = new Date(at);
  return `${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** Hours and minutes today, else the date before it. */
export function formatMoment(at: number, now: number): string {
  const date = new Date(at);
  const time = formatTimeOfDay(at);
  if (date.toDateString() === new Date(now).toDateString()) return time;
  return `${dayAndMonth.format(date)}, ${time}`;
}

/** Date, time and zone, for hovering. */
export function formatAbsolute(at: number): string {
  return dateAndTime.format(at);
}
