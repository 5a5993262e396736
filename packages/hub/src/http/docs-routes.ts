import { type Access, unauthenticated } from '../auth/access.ts';
import type { App } from '../server/app.ts';
import { docsPage } from './docs-page.ts';

/** Where the page shows the same, with what only it can send. */
const DOCS_IN_PAGE = '/docs';

/** `/api/openapi.json`, and the same for reading at `/api/docs`. Generated at the first request, not at start. */
export function addDocsRoutes(app: App, access: Access): void {
  app.route({
    method: 'GET',
    url: '/api/openapi.json',
    schema: { summary: 'This interface as OpenAPI 3.1' },
    config: { access: 'viewer' },
    handler: () => app.swagger(),
  });
  app.route({
    method: 'GET',
    url: '/api/docs',
    schema: { summary: 'This interface for reading' },
    // Public only to say where to go: a person who opens the address sends the cookie, and cannot send the page's secret.
    config: { access: 'public' },
    handler: async ({ headers, visit }, reply) => {
      if (headers['sec-fetch-mode'] === 'navigate' && headers.authorization === undefined) {
        return reply.redirect(DOCS_IN_PAGE);
      }
      if (!(await access.authenticate(headers, visit.scheme))) throw unauthenticated();
      return reply.type('text/html; charset=utf-8').send(docsPage(app.swagger()));
    },
  });
}
