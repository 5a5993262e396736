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

/**
 * What an answer's status means for the delivery. Only its class is told: a webhook may point into the hub's own network,
 * and whoever sets one up must not read there through it.
 */
export function resultOfAnswer({ status, retryAfter }: OutgoingAnswer, now: number): DeliveryResult {
  if (status >= 200 && status < 300) return { outcome: 'sent', message: 'It answered 2xx.' };
  if (status >= 300 && status < 400) {
    return { outcome: 'refused', message: 'It answered 3xx: redirects are not followed.' };
  }
  if (status === 408 || status === 429 || status >= 500) {
    const message = status >= 500 ? 'It answered 5xx.' : 'It answered 4xx and asks to wait.';
    return { outcome: 'retry', message, retryAfterMs: parseRetryAfter(retryAfter, now) };
  }
  return { outcome: 'refused', message: 'It answered 4xx. Look at the address and the secret.' };
}

/** Words for what goes wrong on the way; what the other side sent, its certificate included, is not in them. */
const NOT_REACHED: Record<string, string> = {
  ADDRESS_REFUSED: 'the hub does not send to this address',
  ERR_INVALID_CHAR: 'the secret has characters that cannot be sent',
  ENOTFOUND: 'there is no such name',
  EAI_AGAIN: 'the name could not be looked up',
  ECONNREFUSED: 'nothing listens there',
  NO_ANSWER: 'it did not answer in time',
};

/** Another try ends the same way. */
const FINAL = new Set(['ADDRESS_REFUSED', 'ERR_INVALID_CHAR']);

/** What a failed request means for the delivery. */
export function resultOfError(error: unknown): DeliveryResult {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const message = `It was not reached: ${NOT_REACHED[code] ?? 'the connection failed'}.`;
  return FINAL.has(code)
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
