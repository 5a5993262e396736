import {
  type AlertSettings,
  type AuditPage,
  alertSettingsSchema,
  apiKeyCreatedSchema,
  apiKeySchema,
  auditPageSchema,
  doneSchema,
  type NoticeKind,
  othersEndedSchema,
  type PushSettings,
  type PushSubscriptionRequest,
  passwordChangedSchema,
  pushSettingsSchema,
  pushSubscriptionSchema,
  type Role,
  type Webhook,
  type WebhookRequest,
  webhookSchema,
} from '@orrery/protocol';
import * as z from 'zod';
import { call, get, send, withQuery } from '../../http.ts';
import { keepSignIn } from '../../page-secret/page-secret.ts';

/** When alerts begin. */
export const fetchAlertSettings = (signal?: AbortSignal): Promise<AlertSettings> =>
  get('/api/settings/alerts', alertSettingsSchema, signal);

/** Sets when alerts begin (admin). */
export const putAlertSettings = (settings: AlertSettings): Promise<void> =>
  send('PUT', '/api/settings/alerts', settings);

/** This person's browsers that are told, and the key to subscribe another with. */
export const fetchPush = (signal?: AbortSignal): Promise<PushSettings> =>
  get('/api/push', pushSettingsSchema, signal);

/** Lets the hub tell a browser. */
export const postSubscription = (subscription: PushSubscriptionRequest) =>
  call('POST', '/api/push/subscriptions', pushSubscriptionSchema, subscription);

/** Chooses what a browser is told of. */
export const putSubscription = (id: string, kinds: readonly NoticeKind[]): Promise<void> =>
  send('PUT', `/api/push/subscriptions/${encodeURIComponent(id)}`, { kinds });

/** Tells a browser no more. */
export const deleteSubscription = (id: string): Promise<void> =>
  send('DELETE', `/api/push/subscriptions/${encodeURIComponent(id)}`);

/** What the other side of a test said. */
const deliverySchema = z.object({ isOk: z.boolean(), message: z.string() });

/** Tells a browser something now, to see whether it comes through. */
export const testSubscription = (id: string) =>
  call('POST', `/api/push/subscriptions/${encodeURIComponent(id)}/test`, deliverySchema);

/** All outgoing webhooks (admin). */
export const fetchWebhooks = (signal?: AbortSignal): Promise<Webhook[]> =>
  get('/api/webhooks', z.array(webhookSchema), signal);

/** Adds a webhook, or changes the one with the id (admin). */
export const saveWebhook = (id: string | null, webhook: WebhookRequest): Promise<void> =>
  id === null
    ? send('POST', '/api/webhooks', webhook)
    : send('PUT', `/api/webhooks/${encodeURIComponent(id)}`, webhook);

/** Removes a webhook (admin). */
export const deleteWebhook = (id: string): Promise<void> =>
  send('DELETE', `/api/webhooks/${encodeURIComponent(id)}`);

/** Sends something through a webhook now; the answer tells how it went (admin). */
export const testWebhook = (id: string) =>
  call('POST', `/api/webhooks/${encodeURIComponent(id)}/test`, deliverySchema);

/** Installs or removes the hooks of a machine (admin). */
export const changeHooks = (hostId: string, action: 'install' | 'uninstall') =>
  call('POST', `/api/hosts/${encodeURIComponent(hostId)}/hooks`, doneSchema, { action });

/** A page of what was done, newest first (admin). */
export const fetchAudit = (before: number | null, signal?: AbortSignal): Promise<AuditPage> =>
  get(withQuery('/api/audit', { limit: 50, before }), auditPageSchema, signal);

/** Changes the password; returns how many other sessions ended. This one goes on with another secret, which is kept. */
export async function changePassword(change: {
  currentPassword: string;
  newPassword: string;
  keptEndpoint?: string;
}) {
  const { pageSecret, browserToken, ...others } = await call(
    'POST',
    '/api/auth/change-password',
    passwordChangedSchema,
    change,
  );
  await keepSignIn({ pageSecret, browserToken });
  return others;
}

/** Signs this person out everywhere but here. */
export async function endOtherSessions(body: { keptEndpoint?: string }) {
  const { pageSecret, ...others } = await call(
    'POST',
    '/api/auth/revoke-other-sessions',
    othersEndedSchema,
    body,
  );
  await keepSignIn({ pageSecret });
  return others;
}

/** All API keys, without the keys themselves (admin). */
export const fetchApiKeys = (signal?: AbortSignal) => get('/api/api-keys', z.array(apiKeySchema), signal);

/** Makes an API key; the only time that it is shown (admin). */
export const createApiKey = (request: { name: string; role: Role; expiresMs: number | null }) =>
  call('POST', '/api/api-keys', apiKeyCreatedSchema, request);

/** Makes a key worthless at once (admin). */
export const revokeApiKey = (id: string): Promise<void> =>
  send('DELETE', `/api/api-keys/${encodeURIComponent(id)}`);
