import * as z from 'zod';

/** Query of `GET /api/audit` (admin); newest first, paged by keyset. */
export const auditQuerySchema = z.object({
  limit: z.coerce.number().int().min(1).max(500).default(50),
  /** Entries older than this `id`. */
  before: z.coerce.number().int().positive().optional(),
});

/** One act of control. */
export const auditEntrySchema = z.object({
  id: z.number().int(),
  at: z.number(),
  /** Name of the person or key, and of the person behind a key where it says so. */
  actor: z.string(),
  /** `console`: the command line on the hub's machine. `machine`: an agent. `unknown`: somebody who did not prove who they are. */
  actorKind: z.enum(['person', 'apiKey', 'console', 'machine', 'unknown', 'hub']),
  action: z.enum([
    ...['approve', 'deny', 'close', 'undoClose', 'resume', 'changeHooks', 'changeSettings'],
    ...['setUp', 'signIn', 'signOut', 'endSessions', 'changePassword', 'resetPassword', 'join', 'rename'],
  ] as const),
  hostId: z.string().nullable(),
  sessionId: z.string().nullable(),
  /** What it was about: the tool and its argument, the setting. Never a secret. */
  detail: z.string(),
  why: z.string(),
  /** Where it came from, as the hub saw it; null for what has none, and for entries of older versions. */
  address: z.string().nullable(),
  outcome: z.enum(['done', 'stale', 'refused', 'failed']),
  message: z.string(),
});

export const auditPageSchema = z.object({
  items: z.array(auditEntrySchema),
  nextBefore: z.number().int().nullable(),
});

export type AuditEntry = z.infer<typeof auditEntrySchema>;
export type AuditPage = z.infer<typeof auditPageSchema>;
