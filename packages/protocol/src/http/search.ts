import * as z from '../bounded.ts';
import { MAX_ID_CHARS, MAX_LABEL_CHARS, MAX_PATH_CHARS, MAX_WORDS_CHARS } from '../wire-limits.ts';

/** Query of `GET /api/search`; newest first. */
export const searchQuerySchema = z.object({
  q: z.text(512).min(1),
  limit: z.queryWhole(1, 200).default(50),
  cursor: z.text(512).optional(),
});

export type SearchQuery = z.infer<typeof searchQuerySchema>;

export const searchHitSchema = z.object({
  sessionId: z.text(MAX_ID_CHARS),
  uuid: z.text(MAX_ID_CHARS),
  seq: z.count(),
  at: z.instant().nullable(),
  role: z.enum(['user', 'assistant', 'system']),
  kind: z.text(MAX_ID_CHARS),
  agentId: z.text(MAX_PATH_CHARS).nullable(),
  /** Text around the first match, in pieces; `match` marks what the query found. */
  snippet: z.list(z.object({ text: z.text(MAX_WORDS_CHARS), match: z.boolean() }), 1000),
  title: z.text(MAX_LABEL_CHARS),
  hostId: z.text(MAX_ID_CHARS),
  project: z.text(MAX_PATH_CHARS),
});

export type SearchHit = z.infer<typeof searchHitSchema>;

export const searchPageSchema = z.object({
  items: z.list(searchHitSchema, 200),
  nextCursor: z.text(512).nullable(),
  /** Time in the hub, milliseconds. */
  tookMs: z.amount(),
  /** False when the time limit ended the page early: `nextCursor` goes on from there. */
  isComplete: z.boolean(),
});

export type SearchPage = z.infer<typeof searchPageSchema>;
