import {
  MAX_ROWS,
  type Webhook,
  type WebhookRequest,
  webhookRequestSchema,
  webhookSchema,
} from '@orrery/protocol';
import * as z from '@orrery/protocol/wire';
import type { AuditedChange } from '../audit/audited-change.ts';
import type { NoticeDispatcher } from '../notices/notice-dispatcher.ts';
import { parseWebhookUrl } from '../notices/webhook-url.ts';
import type { Webhooks } from '../notices/webhooks.ts';
import type { App } from '../server/app.ts';
import { deliveryTestSchema, paramsSchema } from './delivery-test.ts';
import { byPrincipal } from './rate-limits.ts';

const CHANGES_PER_MINUTE = 60;
const TESTS_PER_MINUTE = 20;

interface WebhookRoutesOptions {
  webhooks: Webhooks;
  notices: NoticeDispatcher;
  audited: AuditedChange;
}

/** `/api/webhooks`: systems that are told. They take what sessions say out of the house, so the log has who had that done. */
export function addWebhookRoutes(app: App, { webhooks, notices, audited }: WebhookRoutesOptions): void {
  const config = { access: 'admin' as const, rateLimit: byPrincipal(CHANGES_PER_MINUTE) };
  app.route({
    method: 'GET',
    url: '/api/webhooks',
    schema: {
      summary: 'Webhooks and how their last delivery went',
      response: { 200: z.list(webhookSchema, MAX_ROWS) },
    },
    config: { access: 'admin' },
    handler: () => webhooks.list(),
  });
  app.route({
    method: 'POST',
    url: '/api/webhooks',
    schema: { summary: 'Adds a webhook', body: webhookRequestSchema, response: { 201: webhookSchema } },
    config,
    handler: ({ body, principal }, reply) => {
      parseWebhookUrl(body.url);
      reply.status(201);
      return audited(principal, `Webhook added: ${nameOf(body)}`, () => webhooks.create(body));
    },
  });
  app.route({
    method: 'PUT',
    url: '/api/webhooks/:id',
    schema: {
      summary: 'Changes a webhook; without a secret the old one is kept, where the address and format stay',
      params: paramsSchema,
      body: webhookRequestSchema,
      response: { 200: webhookSchema },
    },
    config,
    handler: ({ params, body, principal }) => {
      parseWebhookUrl(body.url);
      const before = nameOf(webhooks.target(params.id));
      const detail = `Webhook changed: ${before} -> ${nameOf(body)}`;
      return audited(principal, detail, () => webhooks.update(params.id, body));
    },
  });
  app.route({
    method: 'DELETE',
    url: '/api/webhooks/:id',
    schema: { summary: 'Removes a webhook', params: paramsSchema },
    config,
    handler: ({ params, principal }, reply) => {
      const detail = `Webhook removed: ${nameOf(webhooks.target(params.id))}`;
      audited(principal, detail, () => webhooks.remove(params.id));
      return reply.status(204).send();
    },
  });
  app.route({
    method: 'POST',
    url: '/api/webhooks/:id/test',
    schema: {
      summary: 'Sends a sample to a webhook; says how it went',
      params: paramsSchema,
      response: { 200: deliveryTestSchema },
    },
    config: { access: 'admin', rateLimit: byPrincipal(TESTS_PER_MINUTE) },
    handler: ({ params }) => notices.testWebhook(params.id),
  });
}

/** Without the rest of its address: chats keep their token there. */
function nameOf({
  name,
  url,
  format,
  isEnabled,
}: Pick<Webhook | WebhookRequest, 'name' | 'url' | 'format' | 'isEnabled'>): string {
  return `"${name}" (${format} to ${new URL(url).host}${isEnabled ? '' : ', off'})`;
}
