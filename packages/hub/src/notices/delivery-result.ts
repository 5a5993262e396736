import { oneLine } from '@orrery/transcript';
import type { OutgoingAnswer } from './post-out.ts';

/** How one try of a delivery ended, in words for people. */
export type DeliveryResult =
  | { outcome: 'sent'; message: string }
  /** The receiver is no more. */
  | { outcome: 'gone'; message: string }
  /** Another try would end the same way. */
  | { outcome: 'refused'; message: string }
  /** It may go through later. */
  | { outcome: 'retry'; message: string; retryAfterMs: number | null };

const MAX_SAID_CHARS = 200;

/** What an answer's status means for the delivery. */
export function resultOfAnswer({ status, retryAfter, text }: OutgoingAnswer, now: number): DeliveryResult {
  const said = oneLine(text, MAX_SAID_CHARS);
  const message = said === '' ? `It answered ${status}.` : `It answered ${status}: ${said}`;
  if (status >= 200 && status < 300) return { outcome: 'sent', message };
  if (status >= 300 && status < 400) {
    return { outcome: 'refused', message: `It answered ${status}: redirects are not followed.` };
  }
  if (status === 408 || status === 429 || status >= 500) {
    return { outcome: 'retry', message, retryAfterMs: parseRetryAfter(retryAfter, now) };
  }
  return { outcome: 'refused', message };
}

/** What a failed request means for the delivery. */
export function resultOfError(error: unknown): DeliveryResult {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const words = error instanceof Error ? error.message : String(error);
  const message = `It was not reached: ${oneLine(words, MAX_SAID_CHARS)}.`;
  return code === 'ADDRESS_REFUSED' || code === 'ERR_INVALID_CHAR'
    ? { outcome: 'refused', message }
    : { outcome: 'retry', message, retryAfterMs: null };
}

/** `Retry-After`: seconds or a date; null where it says nothing that can be used. */
export function parseRetryAfter(value: string | null, now: number): number | null {
  if (value === null) return null;
  if (/^\s*\d{1,9}\s*$/.test(value)) return Number(value) * 1000;
  // `Date.parse` alone takes nearly everything for a date.
  const at = /^[A-Z][a-z]{2}, .* GMT$/.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(at) ? null : Math.max(0, at - now);
}
