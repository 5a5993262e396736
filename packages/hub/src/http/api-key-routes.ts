import {
  apiKeyCreatedSchema,
  apiKeyRequestSchema,
  apiKeySchema,
  MAX_ROWS,
  wire as z,
} from '@orrery/protocol';
import type { AuditedChange } from '../audit/audited-change.ts';
import type { ApiKeys } from '../auth/api-keys.ts';
import { apiKeyAdded } from '../auth/credential-words.ts';
import type { App } from '../server/app.ts';

const paramsSchema = z.object({ id: z.text(64).min(1) });

interface ApiKeyRoutesOptions {
  keys: ApiKeys;
  audited: AuditedChange;
  /** Closes what a revoked key had open. */
  onRevoked: () => void;
}

/** `/api/api-keys`: keys for scripts. */
export function addApiKeyRoutes(app: App, { keys, audited, onRevoked }: ApiKeyRoutesOptions): void {
  app.route({
    method: 'POST',
    url: '/api/api-keys',
    schema: {
      summary: 'Makes an API key; the only time that it is shown',
      body: apiKeyRequestSchema,
      response: { 201: apiKeyCreatedSchema },
    },
    config: { access: 'admin' },
    handler: ({ body, principal }, reply) => {
      reply.status(201);
      return audited(principal, apiKeyAdded(body), () => keys.create(body));
    },
  });
  app.route({
    method: 'GET',
    url: '/api/api-keys',
    schema: { summary: 'API keys, newest first', response: { 200: z.list(apiKeySchema, MAX_ROWS) } },
    config: { access: 'admin' },
    handler: () => keys.list(),
  });
  app.route({
    method: 'DELETE',
    url: '/api/api-keys/:id',
    schema: { summary: 'Revokes an API key', params: paramsSchema },
    config: { access: 'admin' },
    handler: ({ params, principal }, reply) => {
      const key = keys.list().find(({ id }) => id === params.id);
      const named = key === undefined ? params.id : `"${key.name}" (${key.role})`;
      // The command line gives its own key up whenever it ends: that takes nothing from anybody.
      const isOwn = principal?.kind === 'apiKey' && principal.keyId === params.id;
      if (isOwn && keys.isForRun(params.id)) keys.revoke(params.id);
      else audited(principal, `API key revoked: ${named}`, () => keys.revoke(params.id));
      onRevoked();
      return reply.status(204).send();
    },
  });
}
