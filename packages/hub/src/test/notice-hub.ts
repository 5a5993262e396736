import type { Webhook } from '@orrery/protocol';
import { expect } from 'vitest';
import type { HubOptions } from '../server/create-hub.ts';
import { startTestHub, type TestHub } from './test-hub.ts';

/** Limits that no test has to wait for. */
export const fast = { graceMs: 10, gatherMs: 5, retryDelaysMs: [10, 10, 10] };

/** A hub that tells at once, with an administrator's key. */
export async function startNoticeHub(options: Partial<HubOptions> = {}): Promise<TestHub & { key: string }> {
  const hub = await startTestHub({
    noticeLimits: fast,
    publicUrl: 'https://orrery.example.com/',
    ...options,
  });
  const { key } = hub.hub.createApiKey({ role: 'admin', name: 'admin' });
  return { ...hub, key };
}

/** Adds one of format json unless told otherwise. */
export async function addWebhook({ call }: TestHub, key: string, body: object): Promise<Webhook> {
  const answer = await call('POST', '/api/webhooks', {
    key,
    body: { name: 'test', format: 'json', ...body },
  });
  expect(answer.status).toBe(201);
  return (await answer.json()) as Webhook;
}

/** All of them, as an administrator sees them. */
export const listWebhooks = async ({ call }: TestHub, key: string) =>
  (await (await call('GET', '/api/webhooks', { key })).json()) as Webhook[];
