import * as z from 'zod';
import { entrySchema } from '../views/entry.ts';
import { clientKindSchema, sessionStateSchema, sessionSummarySchema } from '../views/session-summary.ts';

const limit = (most: number, usual: number) => z.coerce.number().int().min(1).max(most).default(usual);

/** A filter may be given several times: same key = or, different keys = and. */
const many = <T extends z.ZodType>(item: T) =>
  z.preprocess(
    (value) => (value === undefined || Array.isArray(value) ? value : [value]),
    z.array(item).optional(),
  );

/** Query of `GET /api/sessions`; newest activity first, paged by keyset. */
export const sessionsQuerySchema = z.object({
  state: many(sessionStateSchema),
  host: many(z.string().max(256)),
  project: many(z.string().max(1024)),
  person: many(z.string().max(256)),
  client: many(clientKindSchema),
  /** Part of the title, first prompt, project, directory or branch. */
  q: z.string().max(256).optional(),
  limit: limit(500, 50),
  cursor: z.string().max(512).optional(),
});

export type SessionsQuery = z.infer<typeof sessionsQuerySchema>;

export const sessionsPageSchema = z.object({
  items: z.array(sessionSummarySchema),
  nextCursor: z.string().nullable(),
});

export type SessionsPage = z.infer<typeof sessionsPageSchema>;

/** Query of `GET /api/sessions/:id/entries`. At most one of before, after, around (each a `seq`); none: the newest. */
export const entriesQuerySchema = z.object({
  /** `main`, or a sub-agent's id; absent: all. */
  agent: z.string().max(128).optional(),
  before: z.coerce.number().int().optional(),
  after: z.coerce.number().int().optional(),
  around: z.coerce.number().int().optional(),
  limit: limit(500, 100),
});

export type EntriesQuery = z.infer<typeof entriesQuerySchema>;

export const entriesPageSchema = z.object({
  /** Oldest first. */
  items: z.array(entrySchema),
  hasBefore: z.boolean(),
  hasAfter: z.boolean(),
});

export type EntriesPage = z.infer<typeof entriesPageSchema>;
