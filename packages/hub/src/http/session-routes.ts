import { Readable } from 'node:stream';
import {
  entriesPageSchema,
  entriesQuerySchema,
  OrreryError,
  sessionDetailSchema,
  sessionsPageSchema,
  sessionsQuerySchema,
} from '@orrery/protocol';
import * as z from '@orrery/protocol/wire';
import type { Archive } from '../archive/archive.ts';
import { unauthenticated } from '../auth/access.ts';
import { principalId } from '../auth/principal.ts';
import type { App } from '../server/app.ts';
import type { Tally } from '../server/tally.ts';
import { whenClosed } from '../server/when-closed.ts';

const paramsSchema = z.object({ id: z.text(128).min(1) });

/** At most one of before, after, around says where the page lies. */
const pageQuerySchema = entriesQuerySchema.refine(
  ({ before, after, around }) => [before, after, around].filter((seq) => seq !== undefined).length <= 1,
  'give at most one of before, after, around',
);

/** `GET /api/sessions` and what is below it. */
export function addSessionRoutes(app: App, archive: Archive, downloads: Tally): void {
  app.route({
    method: 'GET',
    url: '/api/sessions',
    schema: {
      summary: 'Sessions, newest activity first',
      querystring: sessionsQuerySchema,
      response: { 200: sessionsPageSchema },
    },
    config: { access: 'viewer' },
    handler: ({ query }) => archive.listSessions(query),
  });
  app.route({
    method: 'GET',
    url: '/api/sessions/:id',
    schema: { summary: 'One session, whole', params: paramsSchema, response: { 200: sessionDetailSchema } },
    config: { access: 'viewer' },
    handler: async ({ params }) => (await archive.session(params.id)) ?? missing(),
  });
  app.route({
    method: 'GET',
    url: '/api/sessions/:id/entries',
    schema: {
      summary: 'A page of the conversation',
      params: paramsSchema,
      querystring: pageQuerySchema,
      response: { 200: entriesPageSchema },
    },
    config: { access: 'viewer' },
    handler: async ({ params, query }) => {
      if (!(await archive.session(params.id))) missing();
      return archive.entries(params.id, query);
    },
  });
  app.route({
    method: 'GET',
    url: '/api/sessions/:id/raw',
    schema: { summary: 'The stored lines (application/x-ndjson)', params: paramsSchema },
    config: { access: 'viewer' },
    handler: async ({ params, principal }, reply) => {
      if (principal === null) throw unauthenticated();
      whenClosed(reply.raw, downloads.enter(principalId(principal)));
      if (!(await archive.session(params.id))) missing();
      reply.type('application/x-ndjson');
      // Readable pulls the next piece only when the socket took the last one: memory stays flat for any transcript.
      return reply.send(Readable.from(archive.raw(params.id), { objectMode: false }));
    },
  });
}

function missing(): never {
  throw new OrreryError('notFound', 'There is no such session in the archive.');
}
