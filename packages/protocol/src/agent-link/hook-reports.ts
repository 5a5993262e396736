import * as z from '../bounded.ts';
import { MAX_PATH_CHARS } from '../wire-limits.ts';

/** What a session's newest hook says of its state: for clients that do not report it in their registry. */
export const hookReportSchema = z.object({
  root: z.text(MAX_PATH_CHARS),
  sessionId: z.text(128),
  status: z.enum(['busy', 'idle', 'waiting', 'ended']),
  /** Hook that said so (`Stop`), or the client's own words of a notification. */
  reason: z.text(256),
  /** Milliseconds since the epoch, host clock. */
  at: z.instant(),
});

/** Newest report of each session named; at most one message in some 50 ms. */
export const hookReportsSchema = z.object({
  type: z.literal('hookReports'),
  reports: z.list(hookReportSchema, 1024),
});

export type HookReport = z.infer<typeof hookReportSchema>;
export type HookReports = z.infer<typeof hookReportsSchema>;
