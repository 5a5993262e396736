import { randomUUID } from 'node:crypto';
import type { Archive } from '../archive/archive.ts';
import { scheduleTimer } from '../archive/schedule-timer.ts';
import type { Schedule } from './delivery-queue.ts';
import type { Notice, NoticedFact } from './notice.ts';
import type { NoticeLimits } from './notice-limits.ts';
import { watchNotices } from './notice-watch.ts';
import { noticeWords } from './notice-words.ts';
import { createEndpointRules, type EndpointRules } from './push-endpoint.ts';
import { createPushSender } from './push-sender.ts';
import type { PushSubscriptions } from './push-subscriptions.ts';
import { sampleNotice } from './sample-notice.ts';
import type { SenderOptions } from './sender-options.ts';
import type { VapidKey } from './vapid-key.ts';
import { createWebhookSender } from './webhook-sender.ts';
import type { LastDelivery, Webhooks } from './webhooks.ts';

/** Tells people and systems what needs them. Owns every timer and queue of telling. */
export interface NoticeDispatcher {
  readonly pushKey: string;
  readonly endpointRules: EndpointRules;
  /** Sends a sample to one browser of a person. Throws `notFound`. */
  testPush(userId: string, subscriptionId: string): Promise<LastDelivery>;
  /** Sends a sample to a webhook. Throws `notFound`. */
  testWebhook(webhookId: string): Promise<LastDelivery>;
  close(): Promise<void>;
}

interface DispatcherOptions extends Omit<SenderOptions, 'schedule'> {
  archive: Archive;
  subscriptions: PushSubscriptions;
  webhooks: Webhooks;
  vapid: VapidKey;
  /** Further push services. */
  pushHosts: readonly string[];
  /** Where people reach the hub; known once the port is bound. */
  publicUrl: () => string;
  version: string;
  limits: NoticeLimits;
  schedule?: Schedule;
}

/** Learns what is there, and tells of what begins from then on. */
export async function createNoticeDispatcher(options: DispatcherOptions): Promise<NoticeDispatcher> {
  const { archive, subscriptions, webhooks, vapid, logger, clock, schedule = scheduleTimer } = options;
  const shared = { ...options, schedule };
  const endpointRules = createEndpointRules(options.pushHosts);
  const push = createPushSender({ ...shared, rules: endpointRules });
  const webhook = createWebhookSender(shared);
  const sessionUrl = (id: string) => `${options.publicUrl()}/sessions/${encodeURIComponent(id)}`;
  const tests = new Set<Promise<LastDelivery>>();
  let isClosed = false;
  const run = async (test: Promise<LastDelivery>) => {
    tests.add(test);
    return test.finally(() => tests.delete(test));
  };
  const tell = async (fact: NoticedFact, hostName: string) => {
    const words = noticeWords(fact, { asker: await askerOf(fact, archive), hostName });
    const { id, title, project, person, state, hostId } = fact.session;
    const notice: Notice = {
      ...{ id: randomUUID(), kind: fact.kind, ...words, at: fact.at, url: sessionUrl(id) },
      session: { id, title, project, person, state },
      host: { id: hostId, name: hostName },
      requestId: fact.request?.id ?? null,
    };
    // The database may be closed by now.
    if (isClosed) return;
    push.tell(notice);
    webhook.tell(notice);
  };
  const watch = await watchNotices({
    ...shared,
    onNoticed: (fact) => {
      tell(fact, watch.hostName(fact.session.hostId)).catch((error: unknown) => {
        logger.error('a notice was not told', { kind: fact.kind, error: String(error) });
      });
    },
  });
  const sample = () => sampleNotice({ at: clock.now(), url: `${options.publicUrl()}/` });
  return {
    pushKey: vapid.publicKey,
    endpointRules,
    testPush: async (userId, id) => run(push.test(subscriptions.target(userId, id), sample())),
    testWebhook: async (id) => run(webhook.test(webhooks.target(id), sample())),
    close: async () => {
      isClosed = true;
      watch.close();
      await Promise.all([push.close(), webhook.close()]);
      await Promise.allSettled(tests);
    },
  };
}

/** The type of the agent that asks, where it is no session's main one. */
async function askerOf({ session, request }: NoticedFact, archive: Archive): Promise<string> {
  const main = 'Claude';
  if (request !== null) return request.agentType ?? main;
  const agentId = session.waiting?.agentId ?? null;
  if (agentId === null || agentId === 'main') return main;
  const detail = await archive.session(session.id);
  return detail?.agentList.find(({ id }) => id === agentId)?.type ?? main;
}
