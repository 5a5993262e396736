import * as z from 'zod';

/** What a session's newest hook says of its state: for clients that do not report it in their registry. */
export const hookReportSchema = z.object({
  root: z.string().max(4096),
  sessionId: z.string().max(128),
  status: z.enum(['busy', 'idle', 'waiting', 'ended']),
  /** Hook that said so (`Stop`), or the client's own words of a notification. */
  reason: z.string().max(256),
  /** Milliseconds since the epoch, host clock. */
  at: z.number(),
});

/** Newest report of each session named; at most one message in some 50 ms. */
export const hookReportsSchema = z.object({
  type: z.literal('hookReports'),
  reports: z.array(hookReportSchema).max(1024),
});

export type HookReport = z.infer<typeof hookReportSchema>;
export type HookReports = z.infer<typeof hookReportsSchema>;
