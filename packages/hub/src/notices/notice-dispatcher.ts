import { randomUUID } from 'node:crypto';
import { wholeLine } from '@orrery/protocol';
import type { Archive } from '../archive/archive.ts';
import { scheduleTimer } from '../archive/schedule-timer.ts';
import type { Schedule } from './delivery-queue.ts';
import type { Notice, NoticeAnswer, NoticedFact } from './notice.ts';
import type { NoticeLimits } from './notice-limits.ts';
import { watchNotices } from './notice-watch.ts';
import { noticeWords } from './notice-words.ts';
import { createEndpointRules, type EndpointRules } from './push-endpoint.ts';
import { createPushSender } from './push-sender.ts';
import type { PushSubscriptions } from './push-subscriptions.ts';
import { sampleNotice } from './sample-notice.ts';
import type { SenderOptions } from './sender-options.ts';
import type { ToldNotices } from './told-notices.ts';
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

interface DispatcherOptions extends Omit<SenderOptions, 'schedule' | 'onSent'> {
  archive: Archive;
  subscriptions: PushSubscriptions;
  webhooks: Webhooks;
  told: ToldNotices;
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
  const onSent = ({ keys }: Notice) => options.told.add(keys);
  const shared = { ...options, schedule, onSent };
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
  const nameAsker = (fact: NoticedFact) =>
    askerOf(fact, archive).catch((error: unknown) => {
      // That somebody waits must be told even where who it is cannot be read.
      logger.warn('who asks was not read', { session: fact.session.id, error: String(error) });
      return MAIN_ASKER;
    });
  const tell = async (fact: NoticedFact, hostName: string) => {
    const { where, ...words } = noticeWords(fact, { asker: await nameAsker(fact), hostName });
    const { id, title, project, person, state, hostId } = fact.session;
    const notice: Notice = {
      ...{ id: randomUUID(), kind: fact.kind, ...words, at: fact.at, url: sessionUrl(id) },
      session: { id, title, project, person, state },
      host: { id: hostId, name: hostName },
      requestId: fact.request?.id ?? null,
      answer: answerOf(fact, where),
      keys: fact.keys,
    };
    // The database may be closed by now.
    if (isClosed) return;
    for (const sender of [push, webhook]) {
      try {
        sender.tell(notice);
      } catch (error) {
        logger.error('a notice was not told', { kind: fact.kind, error: String(error) });
      }
    }
  };
  // One after the other: what a session says first is told first, however long it takes to learn who asks.
  let telling = Promise.resolve();
  const watch = await watchNotices({
    ...shared,
    toldBefore: options.told.recent(),
    onNoticed: (fact) => {
      telling = telling
        .then(() => tell(fact, watch.hostName(fact.session.hostId)))
        .catch((error: unknown) => {
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

const MAIN_ASKER = 'Claude';

/** What a notification's buttons answer. With several requests a line about one of them says too little. */
function answerOf({ request, furtherRequests }: NoticedFact, where: string): NoticeAnswer | null {
  if (request?.kind !== 'permission') return null;
  const line = furtherRequests === 0 ? wholeLine(request) : null;
  return { digest: request.digest, body: line === null ? null : `${line}\n${where}` };
}

/** The type of the agent that asks, where it is no session's main one. */
async function askerOf({ session, request }: NoticedFact, archive: Archive): Promise<string> {
  if (request !== null) return request.agentType ?? MAIN_ASKER;
  const agentId = session.waiting?.agentId ?? null;
  if (agentId === null || agentId === 'main') return MAIN_ASKER;
  const detail = await archive.session(session.id);
  return detail?.agentList.find(({ id }) => id === agentId)?.type ?? MAIN_ASKER;
}
