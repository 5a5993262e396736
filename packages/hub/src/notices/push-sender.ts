import { type DeliveryResult, resultOfAnswer, resultOfError } from './delivery-result.ts';
import type { Notice } from './notice.ts';
import { postOut } from './post-out.ts';
import { encryptPush } from './push-encryption.ts';
import type { EndpointRules } from './push-endpoint.ts';
import { pushHeaders, pushPayload } from './push-message.ts';
import type { PushSubscriptions, PushTarget } from './push-subscriptions.ts';
import { createReceiverQueues } from './receiver-queues.ts';
import type { SenderOptions } from './sender-options.ts';
import type { VapidKey } from './vapid-key.ts';
import type { LastDelivery } from './webhooks.ts';

/** Tells browsers, through the push services of their makers. */
export interface PushSender {
  tell(notice: Notice): void;
  /** One try, now. */
  test(target: PushTarget, notice: Notice): Promise<LastDelivery>;
  close(): Promise<void>;
}

interface PushSenderOptions extends SenderOptions {
  subscriptions: PushSubscriptions;
  vapid: VapidKey;
  rules: EndpointRules;
}

/** Holds the queues of browsers. */
export function createPushSender(options: PushSenderOptions): PushSender {
  const { subscriptions, clock, counters, logger, limits, schedule, onSent } = options;
  const closing = new AbortController();
  const settle = (id: string, result: DeliveryResult) => {
    if (result.outcome === 'sent') {
      counters.noticesSent += 1;
      subscriptions.setProblem(id, '');
      return;
    }
    counters.noticesFailed += 1;
    if (result.outcome === 'gone') subscriptions.drop(id);
    else subscriptions.setProblem(id, result.message);
    logger.warn('push failed', { subscription: id, outcome: result.outcome, message: result.message });
  };
  const queues = createReceiverQueues({
    clock,
    limits,
    schedule,
    attempt: async (id, notice, signal) => {
      const target = subscriptions.find(id);
      if (target === null) return { outcome: 'gone', message: 'The subscription was removed.' };
      return tryPush(options, target, notice, signal);
    },
    onDone: settle,
    onSent,
    onWaiting: (change) => {
      counters.noticesWaiting += change;
    },
    onDropped: (id) => {
      counters.noticesFailed += 1;
      subscriptions.setProblem(id, 'The push service is too slow; older notices were dropped.');
      logger.warn('push dropped: too many wait', { subscription: id });
    },
    onError: (id, error) => {
      counters.noticesFailed += 1;
      logger.error('push not delivered', { subscription: id, error: String(error) });
    },
  });
  return {
    tell: (notice) => {
      for (const { id } of subscriptions.targetsOf(notice.kind)) queues.push(id, notice);
    },
    test: async (target, notice) => {
      const result = await tryPush(options, target, notice, closing.signal);
      settle(target.id, result);
      return { at: clock.now(), isOk: result.outcome === 'sent', message: result.message };
    },
    close: async () => {
      closing.abort();
      await queues.close();
    },
  };
}

async function tryPush(
  { vapid, rules, clock, limits }: PushSenderOptions,
  target: PushTarget,
  notice: Notice,
  signal: AbortSignal,
): Promise<DeliveryResult> {
  try {
    const url = rules.parse(target.endpoint);
    const authorization = vapid.authorization(url.origin, clock.now());
    const answer = await postOut({
      url,
      headers: { ...pushHeaders(notice), authorization },
      body: encryptPush(pushPayload(notice), target.keys),
      timeoutMs: limits.timeoutMs,
      signal,
      isRefused: rules.addressRule(url),
    });
    if (answer.status === 404 || answer.status === 410) {
      return { outcome: 'gone', message: 'The browser has ended this subscription. It was removed.' };
    }
    return resultOfAnswer(answer, clock.now());
  } catch (error) {
    return resultOfError(error);
  }
}
