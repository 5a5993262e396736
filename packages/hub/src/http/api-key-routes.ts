import {
  apiKeyCreatedSchema,
  apiKeyRequestSchema,
  apiKeySchema,
  MAX_ROWS,
  OrreryError,
} from '@orrery/protocol';
import * as z from '@orrery/protocol/wire';
import type { AuditedChange } from '../audit/audited-change.ts';
import type { ApiKeys } from '../auth/api-keys.ts';
import { apiKeyAdded } from '../auth/credential-words.ts';
import type { App } from '../server/app.ts';

const paramsSchema = z.object({ id: z.text(64).min(1) });

/** Without it no command of the hub's machine works until the next start. */
const CONSOLE_WORDS =
  "This key belongs to the console of the hub's machine; it is made anew at every start. Nothing was changed.";

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
      audited(principal, `API key revoked: ${named}`, () => {
        if (keys.isConsole(params.id)) throw new OrreryError('conflict', CONSOLE_WORDS);
        keys.revoke(params.id);
      });
      onRevoked();
      return reply.status(204).send();
    },
  });
}
