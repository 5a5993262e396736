import { apiKeyCreatedSchema, apiKeyRequestSchema, apiKeySchema } from '@orrery/protocol';
import * as z from 'zod';
import type { ApiKeys } from '../auth/api-keys.ts';
import type { App } from '../server/app.ts';

const paramsSchema = z.object({ id: z.string().min(1).max(64) });

/** `/api/api-keys`: keys for scripts. `onRevoked` closes what a revoked key had open. */
export function addApiKeyRoutes(app: App, keys: ApiKeys, onRevoked: () => void): void {
  app.route({
    method: 'POST',
    url: '/api/api-keys',
    schema: {
      summary: 'Makes an API key; the only time that it is shown',
      body: apiKeyRequestSchema,
      response: { 201: apiKeyCreatedSchema },
    },
    config: { access: 'admin' },
    handler: ({ body }, reply) => {
      reply.status(201);
      return keys.create(body);
    },
  });
  app.route({
    method: 'GET',
    url: '/api/api-keys',
    schema: { summary: 'API keys, newest first', response: { 200: z.array(apiKeySchema) } },
    config: { access: 'admin' },
    handler: () => keys.list(),
  });
  app.route({
    method: 'DELETE',
    url: '/api/api-keys/:id',
    schema: { summary: 'Revokes an API key', params: paramsSchema },
    config: { access: 'admin' },
    handler: ({ params }, reply) => {
      keys.revoke(params.id);
      onRevoked();
      return reply.status(204).send();
    },
  });
}
