import * as z from 'zod';

/** A request that a person can answer from the page. */
export const permissionRequestViewSchema = z.object({
  id: z.string(),
  kind: z.enum(['permission', 'question', 'plan']),
  tool: z.string(),
  /** What a person must read to answer: the command, the questions with their options, the plan. */
  text: z.string(),
  /** Input of the tool, for a diff or the choice of an answer; null where it was too large. */
  input: z.unknown(),
  /** `input` is all of it, neither cut nor left out. What is not whole cannot be approved from here. */
  isWhole: z.boolean(),
  /** SHA-256 (hex) of `askedWords`: an answer names by it what it answers. */
  digest: z.string().max(64),
  agentId: z.string().nullable(),
  agentType: z.string().nullable(),
  /** Milliseconds since the epoch, in the hub's time as the agent learnt it from `welcome`. */
  at: z.number(),
  expiresAt: z.number().nullable(),
  /** Rules that "always allow" can add, in words, by index. */
  alwaysAllow: z.array(z.string()),
});

export type PermissionRequestView = z.infer<typeof permissionRequestViewSchema>;
