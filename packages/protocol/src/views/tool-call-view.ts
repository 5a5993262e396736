import * as z from '../bounded.ts';
import { MAX_ID_CHARS, MAX_LABEL_CHARS, MAX_PATH_CHARS } from '../wire-limits.ts';

/** One row of the tools list. */
export const toolCallViewSchema = z.object({
  id: z.text(MAX_ID_CHARS),
  agentId: z.text(MAX_PATH_CHARS).nullable(),
  name: z.text(MAX_LABEL_CHARS),
  argument: z.text(MAX_LABEL_CHARS),
  state: z.enum(['running', 'done', 'failed', 'denied', 'interrupted']),
  startedAt: z.instant().nullable(),
  endedAt: z.instant().nullable(),
  durationMs: z.difference().nullable(),
  error: z.text(MAX_LABEL_CHARS).nullable(),
  useSeq: z.count(),
  resultSeq: z.count().nullable(),
});
