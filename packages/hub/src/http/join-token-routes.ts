import { joinTokenCreatedSchema, joinTokenRequestSchema, joinTokenSchema, MAX_ROWS } from '@orrery/protocol';
import * as z from '@orrery/protocol/wire';
import type { AuditedChange } from '../audit/audited-change.ts';
import { joinTokenAdded } from '../auth/credential-words.ts';
import type { JoinTokens } from '../auth/join-tokens.ts';
import type { App } from '../server/app.ts';
import { byPrincipal } from './rate-limits.ts';

const paramsSchema = z.object({ id: z.text(64).min(1) });

interface JoinTokenRoutesOptions {
  tokens: JoinTokens;
  audited: AuditedChange;
  perMinute: number;
}

/** `/api/join-tokens`: permissions for new machines. */
export function addJoinTokenRoutes(app: App, { tokens, audited, perMinute }: JoinTokenRoutesOptions): void {
  app.route({
    method: 'POST',
    url: '/api/join-tokens',
    schema: {
      summary: 'Makes a join token; the only time that it is shown',
      body: joinTokenRequestSchema,
      response: { 201: joinTokenCreatedSchema },
    },
    config: { access: 'admin', rateLimit: byPrincipal(perMinute) },
    handler: ({ body, principal }, reply) => {
      reply.status(201);
      return audited(principal, joinTokenAdded(body), () => tokens.create(body));
    },
  });
  app.route({
    method: 'GET',
    url: '/api/join-tokens',
    schema: { summary: 'Join tokens, newest first', response: { 200: z.list(joinTokenSchema, MAX_ROWS) } },
    config: { access: 'admin' },
    handler: () => tokens.list(),
  });
  app.route({
    method: 'DELETE',
    url: '/api/join-tokens/:id',
    schema: { summary: 'Revokes a join token', params: paramsSchema },
    config: { access: 'admin' },
    handler: ({ params, principal }, reply) => {
      const token = tokens.list().find(({ id }) => id === params.id);
      const detail = `Join token revoked: ${named(token?.name)} (${params.id})`;
      audited(principal, detail, () => tokens.revoke(params.id));
      return reply.status(204).send();
    },
  });
}

function named(name: string | null | undefined): string {
  return name ? `"${name}"` : 'without a name';
}
