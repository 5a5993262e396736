import { approveRequestSchema, denyRequestSchema, doneSchema } from '@orrery/protocol';
import * as z from '@orrery/protocol/wire';
import { actorOf } from '../control/actor.ts';
import { denialMessage, type PermissionDesk } from '../control/permission-desk.ts';
import type { App } from '../server/app.ts';
import { optionalBody } from './optional-body.ts';
import { byPrincipal } from './rate-limits.ts';

const paramsSchema = z.object({ id: z.text(64).min(1) });

/** `/api/permissions`: answers to what clients ask. */
export function addPermissionRoutes(app: App, permissions: PermissionDesk, perMinute: number): void {
  const config = { access: 'operator' as const, rateLimit: byPrincipal(perMinute) };
  app.route({
    method: 'POST',
    url: '/api/permissions/:id/approve',
    schema: {
      summary: 'Lets the client do what it asks for',
      params: paramsSchema,
      body: approveRequestSchema,
      response: { 200: doneSchema },
    },
    config,
    preValidation: optionalBody,
    handler: ({ params, body, principal }) => {
      const { alwaysAllow, answers, digest } = body;
      const decision = { behavior: 'allow' as const, alwaysAllow, ...(answers && { answers }) };
      return permissions.decide(params.id, decision, { actor: actorOf(principal, body), digest });
    },
  });
  app.route({
    method: 'POST',
    url: '/api/permissions/:id/deny',
    schema: {
      summary: 'Refuses what the client asks for, and tells Claude why',
      params: paramsSchema,
      body: denyRequestSchema,
      response: { 200: doneSchema },
    },
    config,
    preValidation: optionalBody,
    handler: ({ params, body, principal }) => {
      const actor = actorOf(principal, body);
      const message = denialMessage(actor.name, body.message);
      return permissions.decide(params.id, { behavior: 'deny', message }, { actor, digest: body.digest });
    },
  });
}
