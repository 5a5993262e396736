import * as z from '../bounded.ts';
import { MAX_ID_CHARS, MAX_LABEL_CHARS, MAX_PATH_CHARS, MAX_WORDS_CHARS } from '../wire-limits.ts';

/** Its text has 128 KiB at most; marks where something was cut make it longer. */
const MAX_INPUT = 4 * 1024 * 1024;

/** A request that a person can answer from the page. */
export const permissionRequestViewSchema = z.object({
  id: z.text(MAX_ID_CHARS),
  kind: z.enum(['permission', 'question', 'plan']),
  tool: z.text(MAX_LABEL_CHARS),
  /** What a person must read to answer: the command, the questions with their options, the plan. */
  text: z.text(MAX_WORDS_CHARS),
  /** Input of the tool, for a diff or the choice of an answer; null where it was too large. */
  input: z.json(MAX_INPUT),
  /** `input` is all of it, neither cut nor left out. What is not whole cannot be approved from here. */
  isWhole: z.boolean(),
  /** SHA-256 (hex) of `askedWords`: an answer names by it what it answers. */
  digest: z.text(64),
  agentId: z.text(MAX_PATH_CHARS).nullable(),
  agentType: z.text(MAX_LABEL_CHARS).nullable(),
  /** Milliseconds since the epoch, in the hub's time as the agent learnt it from `welcome`. */
  at: z.instant(),
  expiresAt: z.instant().nullable(),
  /** Rules that "always allow" can add, in words, by index. */
  alwaysAllow: z.list(z.text(512), 16),
});

export type PermissionRequestView = z.infer<typeof permissionRequestViewSchema>;
