import * as z from '../bounded.ts';
import { MAX_ID_CHARS, MAX_LABEL_CHARS, MAX_WORDS_CHARS } from '../wire-limits.ts';

/** Query of `GET /api/audit` (admin); newest first, paged by keyset. */
export const auditQuerySchema = z.object({
  limit: z.queryWhole(1, 500).default(50),
  /** Entries older than this `id`. */
  before: z.queryWhole(1, Number.MAX_SAFE_INTEGER).optional(),
});

/** One act of control. */
export const auditEntrySchema = z.object({
  id: z.count(),
  at: z.instant(),
  /** Name of the person or key, and of the person behind a key where it says so. */
  actor: z.text(MAX_LABEL_CHARS),
  /** `console`: the command line on the hub's machine. `machine`: an agent. `unknown`: somebody who did not prove who they are. */
  actorKind: z.enum(['person', 'apiKey', 'console', 'machine', 'unknown', 'hub']),
  action: z.enum([
    ...['approve', 'deny', 'close', 'undoClose', 'resume', 'changeHooks', 'changeSettings'],
    ...['setUp', 'signIn', 'signOut', 'endSessions', 'changePassword', 'resetPassword', 'join', 'rename'],
    ...['revokeHost', 'removeHost', 'admitHost', 'refuseHost', 'renameHost'],
  ] as const),
  hostId: z.text(MAX_ID_CHARS).nullable(),
  sessionId: z.text(MAX_ID_CHARS).nullable(),
  /** What it was about: the tool and its argument, the setting. Never a secret. */
  detail: z.text(MAX_WORDS_CHARS),
  why: z.text(MAX_WORDS_CHARS),
  /** Where it came from, as the hub saw it; null for what has none, and for entries of older versions. */
  address: z.text(128).nullable(),
  outcome: z.enum(['done', 'stale', 'refused', 'failed']),
  message: z.text(MAX_WORDS_CHARS),
});

export const auditPageSchema = z.object({
  items: z.list(auditEntrySchema, 500),
  nextBefore: z.count().nullable(),
});

export type AuditEntry = z.infer<typeof auditEntrySchema>;
export type AuditPage = z.infer<typeof auditPageSchema>;
