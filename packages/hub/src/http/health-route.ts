import { type Health, healthSchema } from '@orrery/protocol';
import type { App } from '../server/app.ts';

interface HealthFacts {
  version: string;
  store: string;
  uptimeMs: () => number;
}

/** `GET /api/health`: says that the hub runs, to anybody, and nothing else. */
export function addHealthRoute(app: App, { version, store, uptimeMs }: HealthFacts): void {
  app.route({
    // Monitors ask by HEAD.
    method: ['GET', 'HEAD'],
    url: '/api/health',
    schema: { summary: 'Whether the hub runs; needs no sign-in', response: { 200: healthSchema } },
    config: { access: 'public' },
    handler: (): Health => ({ status: 'ok', version, store, uptimeMs: Math.round(uptimeMs()) }),
  });
}
