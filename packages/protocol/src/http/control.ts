import * as z from 'zod';

/** Who acts through a shared key, and why. Both go into the audit log; neither is needed from a signed-in person. */
const onBehalf = {
  who: z.string().max(128).optional(),
  why: z.string().max(512).optional(),
};

/** What was read before the answer: the hub refuses an answer to anything else. */
const digest = z
  .string({ error: 'An answer carries the `digest` of the request that was read. Nothing was done.' })
  .regex(/^[0-9a-f]{64}$/, 'The `digest` of the request that was read is 64 hexadecimal digits.');

/** Body of `POST /api/permissions/:id/approve` (operator). */
export const approveRequestSchema = z.object({
  digest,
  /** Indexes of the request's `alwaysAllow` rules to add. */
  alwaysAllow: z.array(z.number().int().nonnegative()).max(16).default([]),
  /** Of a question: chosen answers by the question's text. */
  answers: z.record(z.string().max(4096), z.string().max(4096)).optional(),
  ...onBehalf,
});

/** Body of `POST /api/permissions/:id/deny` (operator). */
export const denyRequestSchema = z.object({
  digest,
  /** Told to Claude; a plain sentence with the name of who denied it when absent. */
  message: z.string().max(2048).optional(),
  ...onBehalf,
});

/** Body of `POST /api/sessions/:id/close` (operator). `DELETE` of the same path undoes it while it is pending. */
export const closeRequestSchema = z.object({
  /** Time in which it can be undone, milliseconds. */
  undoMs: z.number().int().min(0).max(60_000).default(6_000),
  ...onBehalf,
});

/** Answer to what was done at once. */
export const doneSchema = z.object({ message: z.string() });

/** Body of `POST /api/hosts/:id/hooks` (admin). */
export const hooksRequestSchema = z.object({ action: z.enum(['install', 'uninstall']) });

/** Answer to `POST /api/sessions/:id/resume` (operator): how to go on with the session, and where. */
export const resumeSchema = z.object({
  hostId: z.string(),
  hostName: z.string(),
  cwd: z.string().nullable(),
  argv: z.array(z.string()),
  /** The same for a POSIX shell, directory included. */
  command: z.string(),
  /** A process of this session runs: a second one would mix its answers in. */
  isRunning: z.boolean(),
});

export type ApproveRequest = z.infer<typeof approveRequestSchema>;
export type DenyRequest = z.infer<typeof denyRequestSchema>;
export type CloseRequest = z.infer<typeof closeRequestSchema>;
export type Resume = z.infer<typeof resumeSchema>;
