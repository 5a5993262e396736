import type { App } from '../server/app.ts';
import { docsPage } from './docs-page.ts';

/** `/api/openapi.json`, and the same for reading at `/api/docs`. Generated at the first request, not at start. */
export function addDocsRoutes(app: App): void {
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
    // A person who opens the address sends the cookie, and cannot send the page's secret.
    config: { access: 'viewer', inPage: '/docs' },
    handler: (_request, reply) => reply.type('text/html; charset=utf-8').send(docsPage(app.swagger())),
  });
}
