import { auditPageSchema, auditQuerySchema } from '@orrery/protocol';
import type { AuditLog } from '../audit/audit-log.ts';
import type { App } from '../server/app.ts';

/** `GET /api/audit`: who did what. */
export function addAuditRoute(app: App, audit: AuditLog): void {
  app.route({
    method: 'GET',
    url: '/api/audit',
    schema: {
      summary: 'Acts of control, newest first',
      querystring: auditQuerySchema,
      response: { 200: auditPageSchema },
    },
    config: { access: 'admin' },
    handler: ({ query }) => audit.page(query),
  });
}
