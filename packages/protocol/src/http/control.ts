import * as z from '../bounded.ts';
import { MAX_ID_CHARS, MAX_LABEL_CHARS, MAX_PATH_CHARS, MAX_WORDS_CHARS } from '../wire-limits.ts';
import { onBehalf } from './on-behalf.ts';

/** What was read before the answer: the hub refuses an answer to anything else. */
const digest = z
  .text(64, 'An answer carries the `digest` of the request that was read. Nothing was done.')
  .regex(/^[0-9a-f]{64}$/, 'The `digest` of the request that was read is 64 hexadecimal digits.');

/** Body of `POST /api/permissions/:id/approve` (operator). */
export const approveRequestSchema = z.object({
  digest,
  /** Indexes of the request's `alwaysAllow` rules to add. */
  alwaysAllow: z.list(z.whole(0, 15), 16).default([]),
  /** Of a question: chosen answers by the question's text. */
  answers: z.dictionary(z.text(4096), { keyChars: 4096, most: 64 }).optional(),
  ...onBehalf,
});

/** Body of `POST /api/permissions/:id/deny` (operator). */
export const denyRequestSchema = z.object({
  digest,
  /** Told to Claude; a plain sentence with the name of who denied it when absent. */
  message: z.text(2048).optional(),
  ...onBehalf,
});

/** Body of `POST /api/sessions/:id/close` (operator). `DELETE` of the same path undoes it while it is pending. */
export const closeRequestSchema = z.object({
  /** Time in which it can be undone, milliseconds. */
  undoMs: z.whole(0, 60_000).default(6_000),
  ...onBehalf,
});

/** Answer to what was done at once. */
export const doneSchema = z.object({ message: z.text(MAX_WORDS_CHARS) });

/** Body of `POST /api/hosts/:id/hooks` (admin). */
export const hooksRequestSchema = z.object({ action: z.enum(['install', 'uninstall']) });

/** Answer to `POST /api/sessions/:id/resume` (operator): how to go on with the session, and where. */
export const resumeSchema = z.object({
  hostId: z.text(MAX_ID_CHARS),
  hostName: z.text(MAX_LABEL_CHARS),
  cwd: z.text(MAX_PATH_CHARS).nullable(),
  argv: z.list(z.text(MAX_PATH_CHARS), 64),
  /** The same for a POSIX shell, directory included. */
  command: z.text(4 * MAX_WORDS_CHARS),
  /** A process of this session runs: a second one would mix its answers in. */
  isRunning: z.boolean(),
});

export type ApproveRequest = z.infer<typeof approveRequestSchema>;
export type DenyRequest = z.infer<typeof denyRequestSchema>;
export type CloseRequest = z.infer<typeof closeRequestSchema>;
export type Resume = z.infer<typeof resumeSchema>;
