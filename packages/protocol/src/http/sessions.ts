import * as z from '../bounded.ts';
import { entrySchema } from '../views/entry.ts';
import { clientKindSchema, sessionStateSchema, sessionSummarySchema } from '../views/session-summary.ts';

const limit = (most: number, usual: number) => z.queryWhole(1, most).default(usual);

/** Values of one filter. */
const MAX_FILTERS = 100;

/** A filter may be given several times: same key = or, different keys = and. */
const many = <T extends z.ZodType>(item: T) => z.oneOrMany(item, MAX_FILTERS);

/** Query of `GET /api/sessions`; newest activity first, paged by keyset. */
export const sessionsQuerySchema = z.object({
  state: many(sessionStateSchema),
  host: many(z.text(256)),
  project: many(z.text(1024)),
  person: many(z.text(256)),
  client: many(clientKindSchema),
  /** Part of the title, first prompt, project, directory or branch. */
  q: z.text(256).optional(),
  limit: limit(500, 50),
  cursor: z.text(512).optional(),
});

export type SessionsQuery = z.infer<typeof sessionsQuerySchema>;

export const sessionsPageSchema = z.object({
  items: z.list(sessionSummarySchema, 500),
  nextCursor: z.text(512).nullable(),
});

export type SessionsPage = z.infer<typeof sessionsPageSchema>;

/** A `seq`, or beside the first or the last one. */
const place = z.queryWhole(-1, Number.MAX_SAFE_INTEGER);

/** Query of `GET /api/sessions/:id/entries`. At most one of before, after, around (each a `seq`); none: the newest. */
export const entriesQuerySchema = z.object({
  /** `main`, or a sub-agent's id; absent: all. */
  agent: z.text(128).optional(),
  before: place.optional(),
  after: place.optional(),
  around: place.optional(),
  limit: limit(500, 100),
});

export type EntriesQuery = z.infer<typeof entriesQuerySchema>;

export const entriesPageSchema = z.object({
  /** Oldest first. */
  items: z.list(entrySchema, 500),
  hasBefore: z.boolean(),
  hasAfter: z.boolean(),
});

export type EntriesPage = z.infer<typeof entriesPageSchema>;
