import {
  OrreryError,
  pushKindsSchema,
  pushSettingsSchema,
  pushSubscriptionRequestSchema,
  pushSubscriptionSchema,
} from '@orrery/protocol';
import type { AuditedChange } from '../audit/audited-change.ts';
import type { Principal } from '../auth/principal.ts';
import type { NoticeDispatcher } from '../notices/notice-dispatcher.ts';
import { checkPushKeys } from '../notices/push-encryption.ts';
import type { PushSubscriptions } from '../notices/push-subscriptions.ts';
import type { App } from '../server/app.ts';
import { deliveryTestSchema, paramsSchema } from './delivery-test.ts';
import { byPrincipal } from './rate-limits.ts';

const CHANGES_PER_MINUTE = 60;
const TESTS_PER_MINUTE = 20;

interface PushRoutesOptions {
  subscriptions: PushSubscriptions;
  notices: NoticeDispatcher;
  audited: AuditedChange;
}

/** `/api/push`: the browsers of the person who asks. */
export function addPushRoutes(app: App, { subscriptions, notices, audited }: PushRoutesOptions): void {
  app.route({
    method: 'GET',
    url: '/api/push',
    schema: { summary: 'Browsers of yours that are told', response: { 200: pushSettingsSchema } },
    config: { access: 'viewer' },
    handler: ({ principal }) => {
      return { publicKey: notices.pushKey, subscriptions: subscriptions.list(personOf(principal)) };
    },
  });
  app.route({
    method: 'POST',
    url: '/api/push/subscriptions',
    schema: {
      summary: 'Tells this browser from now on; again for the same endpoint renews it',
      body: pushSubscriptionRequestSchema,
      response: { 201: pushSubscriptionSchema },
    },
    config: { access: 'viewer', rateLimit: byPrincipal(CHANGES_PER_MINUTE) },
    handler: ({ principal, body }, reply) => {
      const person = personOf(principal);
      notices.endpointRules.parse(body.endpoint);
      checkPushKeys(body.keys);
      reply.status(201);
      const detail = `Browser notified: ${named(body)}`;
      return audited(principal, detail, () => subscriptions.put(person, body));
    },
  });
  app.route({
    method: 'PUT',
    url: '/api/push/subscriptions/:id',
    schema: {
      summary: 'Chooses what a browser is told of',
      params: paramsSchema,
      body: pushKindsSchema,
      response: { 200: pushSubscriptionSchema },
    },
    config: { access: 'viewer' },
    handler: ({ principal, params, body }) =>
      subscriptions.setKinds(personOf(principal), params.id, body.kinds),
  });
  app.route({
    method: 'DELETE',
    url: '/api/push/subscriptions/:id',
    schema: { summary: 'Tells a browser no more', params: paramsSchema },
    config: { access: 'viewer' },
    handler: ({ principal, params }, reply) => {
      const person = personOf(principal);
      const found = subscriptions.list(person).find(({ id }) => id === params.id);
      const detail = `Browser notified no more: ${found === undefined ? params.id : named(found)}`;
      audited(principal, detail, () => subscriptions.remove(person, params.id));
      return reply.status(204).send();
    },
  });
  app.route({
    method: 'POST',
    url: '/api/push/subscriptions/:id/test',
    schema: {
      summary: 'Sends a sample to a browser; says how it went',
      params: paramsSchema,
      response: { 200: deliveryTestSchema },
    },
    config: { access: 'viewer', rateLimit: byPrincipal(TESTS_PER_MINUTE) },
    handler: ({ principal, params }) => notices.testPush(personOf(principal), params.id),
  });
}

/** Its address is a secret of the browser and its maker, whose host says enough. */
function named({ label, endpoint }: { label: string; endpoint: string }): string {
  return `"${label}" at ${new URL(endpoint).host}`;
}

function personOf(principal: Principal | null): string {
  if (principal?.kind === 'session') return principal.userId;
  throw new OrreryError('forbidden', 'Browsers belong to people: sign in. An API key cannot be notified.');
}
