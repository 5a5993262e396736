import { OrreryError } from '@orrery/protocol';
import { isMetadataAddress } from './address-rules.ts';
import { type DeliveryResult, resultOfAnswer, resultOfError } from './delivery-result.ts';
import type { Notice } from './notice.ts';
import { postOut } from './post-out.ts';
import { createReceiverQueues } from './receiver-queues.ts';
import type { SenderOptions } from './sender-options.ts';
import { webhookMessage } from './webhook-message.ts';
import { parseWebhookUrl } from './webhook-url.ts';
import type { LastDelivery, Webhooks, WebhookTarget } from './webhooks.ts';

/** Tells other systems. */
export interface WebhookSender {
  tell(notice: Notice): void;
  /** One try, now. */
  test(target: WebhookTarget, notice: Notice): Promise<LastDelivery>;
  close(): Promise<void>;
}

interface WebhookSenderOptions extends SenderOptions {
  webhooks: Webhooks;
  version: string;
}

/** Holds the queues of webhooks. */
export function createWebhookSender(options: WebhookSenderOptions): WebhookSender {
  const { webhooks, clock, counters, logger, limits, schedule, onSent } = options;
  const closing = new AbortController();
  const settle = (id: string, { outcome, message }: DeliveryResult): LastDelivery => {
    const last = { at: clock.now(), isOk: outcome === 'sent', message };
    counters[last.isOk ? 'noticesSent' : 'noticesFailed'] += 1;
    webhooks.setLast(id, last);
    // What a receiver says may repeat what it was sent: it is shown to administrators and stays out of the log.
    if (!last.isOk) logger.warn('webhook failed', { webhook: id, outcome });
    return last;
  };
  const queues = createReceiverQueues({
    clock,
    limits,
    schedule,
    attempt: async (id, notice, signal) => {
      const target = findTarget(webhooks, id);
      if (target === null) return { outcome: 'gone', message: 'The webhook was removed.' };
      if (!target.isEnabled) return { outcome: 'gone', message: 'It was turned off before this was sent.' };
      return tryWebhook(options, target, notice, signal);
    },
    onDone: settle,
    onSent,
    onWaiting: (change) => {
      counters.noticesWaiting += change;
    },
    onDropped: (id) => {
      counters.noticesFailed += 1;
      const message = `It is too slow: more than ${limits.maxQueue} notices waited, the oldest was dropped.`;
      webhooks.setLast(id, { at: clock.now(), isOk: false, message });
      logger.warn('webhook dropped: too many wait', { webhook: id });
    },
    onError: (id, error) => {
      counters.noticesFailed += 1;
      logger.error('webhook not delivered', { webhook: id, error: String(error) });
    },
  });
  return {
    tell: (notice) => {
      for (const { id } of webhooks.targetsOf(notice.kind)) queues.push(id, notice);
    },
    test: async (target, notice) =>
      settle(target.id, await tryWebhook(options, target, notice, closing.signal)),
    close: async () => {
      closing.abort();
      await queues.close();
    },
  };
}

async function tryWebhook(
  { clock, limits, version }: WebhookSenderOptions,
  target: WebhookTarget,
  notice: Notice,
  signal: AbortSignal,
): Promise<DeliveryResult> {
  try {
    const url = parseWebhookUrl(target.url);
    const message = webhookMessage(target, notice, { now: clock.now(), version });
    const post = { url, ...message, timeoutMs: limits.timeoutMs, signal, isRefused: isMetadataAddress };
    return resultOfAnswer(await postOut(post), clock.now());
  } catch (error) {
    return resultOfError(error);
  }
}

function findTarget(webhooks: Webhooks, id: string): WebhookTarget | null {
  try {
    return webhooks.target(id);
  } catch (error) {
    if (error instanceof OrreryError && error.kind === 'notFound') return null;
    throw error;
  }
}
