import * as z from 'zod';
import { tokenUsageSchema } from './token-usage.ts';

/** `[bucket, tokens]` pairs of 37.5 s, newest last. */
export const burnSchema = z.array(z.tuple([z.number(), z.number()]));

/** One node of the agents graph. */
export const agentViewSchema = z.object({
  id: z.string(),
  parentId: z.string().nullable(),
  toolUseId: z.string().nullable(),
  type: z.string(),
  title: z.string(),
  state: z.enum(['working', 'done', 'failed', 'killed', 'unknown']),
  isBackground: z.boolean(),
  model: z.string().nullable(),
  depth: z.number().int(),
  order: z.number().int(),
  startedAt: z.number().nullable(),
  endedAt: z.number().nullable(),
  lastActivityAt: z.number().nullable(),
  usage: tokenUsageSchema,
  tools: z.record(z.string(), z.number()),
  toolErrors: z.number(),
  burn: burnSchema,
});
