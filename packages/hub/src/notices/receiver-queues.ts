import type { Clock } from '../server/clock.ts';
import { createDeliveryQueue, type DeliveryQueue, type Schedule } from './delivery-queue.ts';
import type { DeliveryResult } from './delivery-result.ts';
import type { Notice } from './notice.ts';
import type { NoticeLimits } from './notice-limits.ts';

/** A queue for each receiver that has something to get. */
export interface ReceiverQueues {
  push(receiverId: string, notice: Notice): void;
  close(): Promise<void>;
}

interface QueuesOptions {
  clock: Clock;
  limits: NoticeLimits;
  schedule: Schedule;
  /** One try. */
  attempt: (receiverId: string, notice: Notice, signal: AbortSignal) => Promise<DeliveryResult>;
  onDone: (receiverId: string, result: DeliveryResult) => void;
  /** It went through; told before `onDone`. */
  onSent: (notice: Notice) => void;
  onWaiting: (change: number) => void;
  onDropped: (receiverId: string) => void;
  onError: (receiverId: string, error: unknown) => void;
}

/** None at first. */
export function createReceiverQueues(options: QueuesOptions): ReceiverQueues {
  const { clock, limits, schedule, attempt, onDone, onSent, onDropped, onError } = options;
  const queues = new Map<string, DeliveryQueue<Notice>>();
  let isClosed = false;
  const openQueue = (id: string) => {
    /** Dropped, and not told of yet. */
    let leftOut = 0;
    let told = 0;
    const queue = createDeliveryQueue<Notice>({
      limits,
      schedule,
      attempt: async (notice, signal) => {
        // A receiver that was away for hours must not be told of what is long over, one after the other.
        if (clock.now() - notice.at > limits.maxAgeMs) return tooOld;
        told = leftOut;
        return attempt(id, withLeftOut(notice, told), signal);
      },
      onDone: (notice, result) => {
        if (result.outcome === 'sent') {
          leftOut -= told;
          onSent(notice);
        }
        onDone(id, result);
      },
      onDropped: () => {
        leftOut += 1;
        onDropped(id);
      },
      onWaiting: options.onWaiting,
      onError: (error) => onError(id, error),
    });
    queues.set(id, queue);
    return queue;
  };
  return {
    push: (id, notice) => {
      if (isClosed) return;
      for (const [other, queue] of queues) if (queue.isIdle) queues.delete(other);
      (queues.get(id) ?? openQueue(id)).push(notice);
    },
    close: async () => {
      isClosed = true;
      await Promise.all([...queues.values()].map((queue) => queue.close()));
      queues.clear();
    },
  };
}

const tooOld: DeliveryResult = {
  outcome: 'refused',
  message: 'It could not be delivered in time and was given up.',
};

/** Whoever gets this one learns that it is not all. */
function withLeftOut(notice: Notice, count: number): Notice {
  if (count === 0) return notice;
  const words = count === 1 ? '1 older notice was left out' : `${count} older notices were left out`;
  return { ...notice, body: `${notice.body} (${words})` };
}
