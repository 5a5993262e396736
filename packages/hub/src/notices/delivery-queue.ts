import type { DeliveryResult } from './delivery-result.ts';
import type { NoticeLimits } from './notice-limits.ts';

/** Runs a task after a while; gives the way to call it off. */
export type Schedule = (task: () => void, delayMs: number) => () => void;

/** What waits for one receiver. One at a time, in order; a slow receiver holds up nobody else. */
export interface DeliveryQueue<T> {
  push(item: T): void;
  /** Nothing waits and nothing is under way. */
  readonly isIdle: boolean;
  /** Forgets what waits and ends what is under way. */
  close(): Promise<void>;
}

interface QueueOptions<T> {
  limits: Pick<NoticeLimits, 'maxQueue' | 'maxRetryAfterMs' | 'retryDelaysMs'>;
  schedule: Schedule;
  /** One try. */
  attempt: (item: T, signal: AbortSignal) => Promise<DeliveryResult>;
  /** The last word on an item: sent, refused, or given up. Not called for what is dropped by `close`. */
  onDone: (item: T, result: DeliveryResult) => void;
  /** How many wait or are under way has changed by so many. */
  onWaiting: (change: number) => void;
  /** The oldest one that waited was dropped for a newer one. */
  onDropped: (item: T) => void;
  /** `attempt` or `onDone` threw, as they do when the database cannot be used. The queue goes on with the next. */
  onError: (error: unknown) => void;
}

/** An empty one. */
export function createDeliveryQueue<T>(options: QueueOptions<T>): DeliveryQueue<T> {
  const { limits, attempt, onDone, onWaiting, onDropped, onError } = options;
  const waiting: T[] = [];
  const closing = new AbortController();
  let running: Promise<void> | null = null;

  const deliver = async (item: T) => {
    for (let tries = 0; !closing.signal.aborted; tries += 1) {
      const result = await attempt(item, closing.signal);
      if (closing.signal.aborted) return;
      const delayMs = delayBeforeRetry(result, tries, limits);
      if (delayMs === null) return onDone(item, result);
      await pause(delayMs, options.schedule, closing.signal);
    }
  };
  const run = async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) {
      await deliver(item).catch(onError);
      onWaiting(-1);
    }
    running = null;
  };
  return {
    push: (item) => {
      if (closing.signal.aborted) return;
      waiting.push(item);
      onWaiting(1);
      if (waiting.length > limits.maxQueue) {
        const oldest = waiting.shift();
        if (oldest !== undefined) {
          onWaiting(-1);
          onDropped(oldest);
        }
      }
      running ??= run();
    },
    get isIdle() {
      return running === null;
    },
    close: async () => {
      onWaiting(-waiting.length);
      waiting.length = 0;
      closing.abort();
      await running;
    },
  };
}

/** Null: there is no further try. */
function delayBeforeRetry(
  result: DeliveryResult,
  tries: number,
  { retryDelaysMs, maxRetryAfterMs }: QueueOptions<unknown>['limits'],
): number | null {
  const usualMs = retryDelaysMs[tries];
  if (result.outcome !== 'retry' || usualMs === undefined) return null;
  const askedMs = result.retryAfterMs ?? 0;
  return askedMs > maxRetryAfterMs ? null : Math.max(usualMs, askedMs);
}

function pause(delayMs: number, schedule: Schedule, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const onAbort = () => {
      cancel();
      resolve();
    };
    const cancel = schedule(() => {
      signal.removeEventListener('abort', onAbort);
      resolve();
    }, delayMs);
    signal.addEventListener('abort', onAbort, { once: true });
  });
}
