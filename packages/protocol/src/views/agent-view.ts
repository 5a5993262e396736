import * as z from '../bounded.ts';
import { MAX_ID_CHARS, MAX_LABEL_CHARS, MAX_PATH_CHARS } from '../wire-limits.ts';
import { tokenUsageSchema } from './token-usage.ts';

/** `[bucket, tokens]` pairs of 37.5 s, newest last. */
export const burnSchema = z.list(z.tuple([z.difference(), z.amount()]), 100);

/** One node of the agents graph. */
export const agentViewSchema = z.object({
  id: z.text(MAX_PATH_CHARS),
  parentId: z.text(MAX_PATH_CHARS).nullable(),
  toolUseId: z.text(MAX_ID_CHARS).nullable(),
  type: z.text(MAX_LABEL_CHARS),
  title: z.text(MAX_LABEL_CHARS),
  state: z.enum(['working', 'done', 'failed', 'killed', 'unknown']),
  isBackground: z.boolean(),
  model: z.text(MAX_ID_CHARS).nullable(),
  depth: z.count(),
  order: z.count(),
  startedAt: z.instant().nullable(),
  endedAt: z.instant().nullable(),
  lastActivityAt: z.instant().nullable(),
  usage: tokenUsageSchema,
  tools: z.dictionary(z.count(), { keyChars: MAX_ID_CHARS, most: 256 }),
  toolErrors: z.count(),
  burn: burnSchema,
});
