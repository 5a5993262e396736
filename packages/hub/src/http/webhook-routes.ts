import { webhookRequestSchema, webhookSchema } from '@orrery/protocol';
import * as z from 'zod';
import type { NoticeDispatcher } from '../notices/notice-dispatcher.ts';
import { parseWebhookUrl } from '../notices/webhook-url.ts';
import type { Webhooks } from '../notices/webhooks.ts';
import type { App } from '../server/app.ts';
import { deliveryTestSchema, paramsSchema } from './delivery-test.ts';
import { byPrincipal } from './rate-limits.ts';

const TESTS_PER_MINUTE = 20;

/** `/api/webhooks`: systems that are told. */
export function addWebhookRoutes(
  app: App,
  { webhooks, notices }: { webhooks: Webhooks; notices: NoticeDispatcher },
): void {
  app.route({
    method: 'GET',
    url: '/api/webhooks',
    schema: {
      summary: 'Webhooks and how their last delivery went',
      response: { 200: z.array(webhookSchema) },
    },
    config: { access: 'admin' },
    handler: () => webhooks.list(),
  });
  app.route({
    method: 'POST',
    url: '/api/webhooks',
    schema: { summary: 'Adds a webhook', body: webhookRequestSchema, response: { 201: webhookSchema } },
    config: { access: 'admin' },
    handler: ({ body }, reply) => {
      parseWebhookUrl(body.url);
      reply.status(201);
      return webhooks.create(body);
    },
  });
  app.route({
    method: 'PUT',
    url: '/api/webhooks/:id',
    schema: {
      summary: 'Changes a webhook; without a secret the old one is kept',
      params: paramsSchema,
      body: webhookRequestSchema,
      response: { 200: webhookSchema },
    },
    config: { access: 'admin' },
    handler: ({ params, body }) => {
      parseWebhookUrl(body.url);
      return webhooks.update(params.id, body);
    },
  });
  app.route({
    method: 'DELETE',
    url: '/api/webhooks/:id',
    schema: { summary: 'Removes a webhook', params: paramsSchema },
    config: { access: 'admin' },
    handler: ({ params }, reply) => {
      webhooks.remove(params.id);
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
