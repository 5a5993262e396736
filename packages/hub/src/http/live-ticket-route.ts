import { liveTicketSchema, OrreryError } from '@orrery/protocol';
import type { LiveTickets } from '../auth/live-tickets.ts';
import type { App } from '../server/app.ts';

/** `POST /api/live-ticket`: what a page shows when it opens its socket, where it can send no header. */
export function addLiveTicketRoute(app: App, tickets: LiveTickets): void {
  app.route({
    method: 'POST',
    url: '/api/live-ticket',
    schema: {
      summary: 'A ticket for one live socket of this session, good once and for seconds',
      response: { 200: liveTicketSchema },
    },
    config: { access: 'viewer' },
    handler: ({ principal }) => {
      if (principal?.kind === 'session') return tickets.issue(principal.sessionId);
      throw new OrreryError(
        'forbidden',
        'An API key needs no ticket: send it with the upgrade (Authorization).',
      );
    },
  });
}
