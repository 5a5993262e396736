import * as z from 'zod';

/** One row of the tools list. */
export const toolCallViewSchema = z.object({
  id: z.string(),
  agentId: z.string().nullable(),
  name: z.string(),
  argument: z.string(),
  state: z.enum(['running', 'done', 'failed', 'denied', 'interrupted']),
  startedAt: z.number().nullable(),
  endedAt: z.number().nullable(),
  durationMs: z.number().nullable(),
  error: z.string().nullable(),
  useSeq: z.number().int(),
  resultSeq: z.number().int().nullable(),
});
