import * as z from '../bounded.ts';
import { MAX_PATH_CHARS } from '../wire-limits.ts';

/** A permission request that a client waits with, held open by the agent's hook receiver. */
export const heldRequestSchema = z.object({
  /** Random, given by the agent: what an answer names. */
  id: z.text(64).min(1),
  root: z.text(MAX_PATH_CHARS),
  sessionId: z.text(128),
  /** Sub-agent that asks; null for the main thread. */
  agentId: z.text(128).nullable(),
  agentType: z.text(256).nullable(),
  tool: z.text(256),
  /** Input of the tool as JSON, secrets redacted; empty where it is too large to be sent. */
  input: z.text(128 * 1024),
  /** Rules that the client offers to add ("always allow"), in words; an answer names them by their index. */
  suggestions: z.list(z.text(512), 16),
  /** Milliseconds since the epoch, in the hub's time as the agent learnt it from `welcome`. */
  at: z.instant(),
  /** When it is let go unanswered; null while nothing but an answer ends it. */
  expiresAt: z.instant().nullable(),
});

/** Changes of what a host's clients ask. `isFull` replaces all that was known. */
export const permissionRequestsSchema = z.object({
  type: z.literal('permissionRequests'),
  isFull: z.boolean(),
  open: z.list(heldRequestSchema, 256),
  closed: z.list(
    z.object({
      id: z.text(64),
      /**
       * `answered`: by `decidePermission`. `elsewhere`: at the keyboard, as hooks or the registry tell.
       * `expired`: nobody answered in time. `gone`: the client hung up or ended.
       */
      why: z.enum(['answered', 'elsewhere', 'expired', 'gone']),
    }),
    1024,
  ),
});

export type HeldRequest = z.infer<typeof heldRequestSchema>;
export type PermissionRequests = z.infer<typeof permissionRequestsSchema>;
