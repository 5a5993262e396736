import * as z from './bounded.ts';
import { MAX_WORDS_CHARS } from './wire-limits.ts';

/** Closed list of what can go wrong between parties. The receiver decides what to do by the kind, never by the text. */
export const errorKindSchema = z.enum([
  /** The request or message does not fit its schema. */
  'invalid',
  /** No valid session, key or identity. */
  'unauthenticated',
  /** Known, but not allowed to do this; also a wrong Origin or Host. */
  'forbidden',
  'notFound',
  /** The state has moved on: answer already given, id stale. */
  'conflict',
  /** Too many requests; `retryAfterMs` says when. */
  'rateLimited',
  /** A body, line or frame over its limit. */
  'tooLarge',
  /** The other side's protocol version is not served. */
  'unsupportedVersion',
  /** Join token unknown, used up, expired or revoked. */
  'joinRefused',
  /** The same agent identity is connected from another machine. */
  'duplicateIdentity',
  /** The hub key is not the one pinned by the join string. */
  'hubKeyMismatch',
  /** Disk full, database locked by another hub, corrupt: the hub cannot store now. */
  'storage',
  /** Shutting down or starting; try again. */
  'unavailable',
  /** Our own fault. */
  'internal',
]);

export type ErrorKind = z.infer<typeof errorKindSchema>;

/** How an error travels, on sockets and as the body of an HTTP error. `message` is for people: what happened, what to do. */
export const errorBodySchema = z.object({
  kind: errorKindSchema,
  message: z.text(MAX_WORDS_CHARS),
  retryAfterMs: z.whole(0, 30 * 86_400_000).optional(),
});

export type ErrorBody = z.infer<typeof errorBodySchema>;
