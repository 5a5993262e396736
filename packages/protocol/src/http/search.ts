import * as z from 'zod';

/** Query of `GET /api/search`; newest first. */
export const searchQuerySchema = z.object({
  q: z.string().min(1).max(512),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(512).optional(),
});

export type SearchQuery = z.infer<typeof searchQuerySchema>;

export const searchHitSchema = z.object({
  sessionId: z.string(),
  uuid: z.string(),
  seq: z.number().int(),
  at: z.number().nullable(),
  role: z.enum(['user', 'assistant', 'system']),
  kind: z.string(),
  agentId: z.string().nullable(),
  /** Text around the first match, in pieces; `match` marks what the query found. */
  snippet: z.array(z.object({ text: z.string(), match: z.boolean() })),
  title: z.string(),
  hostId: z.string(),
  project: z.string(),
});

export type SearchHit = z.infer<typeof searchHitSchema>;

export const searchPageSchema = z.object({
  items: z.array(searchHitSchema),
  nextCursor: z.string().nullable(),
  /** Time in the hub, milliseconds. */
  tookMs: z.number(),
  /** False when the time limit ended the page early: `nextCursor` goes on from there. */
  isComplete: z.boolean(),
});

export type SearchPage = z.infer<typeof searchPageSchema>;
