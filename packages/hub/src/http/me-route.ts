import { type Me, meSchema } from '@orrery/protocol';
import { unauthenticated } from '../auth/access.ts';
import type { App } from '../server/app.ts';

/** `GET /api/me`: who is signed in, or which key asks. */
export function addMeRoute(app: App): void {
  app.route({
    method: 'GET',
    url: '/api/me',
    schema: { summary: 'Who is signed in', response: { 200: meSchema } },
    config: { access: 'viewer' },
    handler: ({ principal }): Me => {
      if (!principal) throw unauthenticated();
      const email = principal.kind === 'session' ? principal.email : '';
      return { name: principal.name, email, role: principal.role };
    },
  });
}
