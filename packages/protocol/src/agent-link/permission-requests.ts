import * as z from 'zod';

/** A permission request that a client waits with, held open by the agent's hook receiver. */
export const heldRequestSchema = z.object({
  /** Random, given by the agent: what an answer names. */
  id: z.string().min(1).max(64),
  root: z.string().max(4096),
  sessionId: z.string().max(128),
  /** Sub-agent that asks; null for the main thread. */
  agentId: z.string().max(128).nullable(),
  agentType: z.string().max(256).nullable(),
  tool: z.string().max(256),
  /** Input of the tool as JSON, secrets redacted; empty where it is too large to be sent. */
  input: z.string().max(128 * 1024),
  /** Rules that the client offers to add ("always allow"), in words; an answer names them by their index. */
  suggestions: z.array(z.string().max(512)).max(16),
  /** Milliseconds since the epoch, in the hub's time as the agent learnt it from `welcome`. */
  at: z.number(),
  /** When it is let go unanswered; null while nothing but an answer ends it. */
  expiresAt: z.number().nullable(),
});

/** Changes of what a host's clients ask. `isFull` replaces all that was known. */
export const permissionRequestsSchema = z.object({
  type: z.literal('permissionRequests'),
  isFull: z.boolean(),
  open: z.array(heldRequestSchema).max(256),
  closed: z
    .array(
      z.object({
        id: z.string().max(64),
        /**
         * `answered`: by `decidePermission`. `elsewhere`: at the keyboard, as hooks or the registry tell.
         * `expired`: nobody answered in time. `gone`: the client hung up or ended.
         */
        why: z.enum(['answered', 'elsewhere', 'expired', 'gone']),
      }),
    )
    .max(1024),
});

export type HeldRequest = z.infer<typeof heldRequestSchema>;
export type PermissionRequests = z.infer<typeof permissionRequestsSchema>;
