import { hostsSchema } from '@orrery/protocol';
import type { Archive } from '../archive/archive.ts';
import type { App } from '../server/app.ts';

/** `GET /api/hosts`. */
export function addHostRoutes(app: App, archive: Archive): void {
  app.route({
    method: 'GET',
    url: '/api/hosts',
    schema: { summary: 'All machines', response: { 200: hostsSchema } },
    config: { access: 'viewer' },
    handler: () => archive.hosts(),
  });
}
