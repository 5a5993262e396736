import type { ErrorBody, ErrorKind } from './error-kind.ts';

/** The one error class that crosses rooms: a kind from the closed list, words for a person, and the cause. */
export class OrreryError extends Error {
  override readonly name = 'OrreryError';
  readonly kind: ErrorKind;
  readonly retryAfterMs: number | undefined;

  constructor(kind: ErrorKind, message: string, options: { cause?: unknown; retryAfterMs?: number } = {}) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined);
    this.kind = kind;
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** What is said to the other side. Errors that are not ours become `internal`, without their text. */
export function toErrorBody(error: unknown): ErrorBody {
  if (!(error instanceof OrreryError)) {
    return { kind: 'internal', message: 'Something went wrong in the hub. Its log says more.' };
  }
  const { kind, message, retryAfterMs } = error;
  return retryAfterMs === undefined ? { kind, message } : { kind, message, retryAfterMs };
}
