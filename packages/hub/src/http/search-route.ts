import { searchPageSchema, searchQuerySchema } from '@orrery/protocol';
import type { Archive } from '../archive/archive.ts';
import type { App } from '../server/app.ts';
import { byPrincipal } from './rate-limits.ts';

/** `GET /api/search`. */
export function addSearchRoute(app: App, archive: Archive, perMinute: number): void {
  app.route({
    method: 'GET',
    url: '/api/search',
    schema: {
      summary: 'Entries that match, newest first',
      querystring: searchQuerySchema,
      response: { 200: searchPageSchema },
    },
    config: { access: 'viewer', rateLimit: byPrincipal(perMinute) },
    handler: ({ query }) => archive.search(query),
  });
}
