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
  limits: NoticeLimits;
  schedule: Schedule;
  /** One try. */
  attempt: (receiverId: string, notice: Notice, signal: AbortSignal) => Promise<DeliveryResult>;
  onDone: (receiverId: string, result: DeliveryResult) => void;
  onDropped: (receiverId: string) => void;
  onError: (receiverId: string, error: unknown) => void;
}

/** None at first. */
export function createReceiverQueues(options: QueuesOptions): ReceiverQueues {
  const { limits, schedule, attempt, onDone, onDropped, onError } = options;
  const queues = new Map<string, DeliveryQueue<Notice>>();
  let isClosed = false;
  const openQueue = (id: string) => {
    const queue = createDeliveryQueue<Notice>({
      limits,
      schedule,
      attempt: (notice, signal) => attempt(id, notice, signal),
      onDone: (_notice, result) => onDone(id, result),
      onDropped: () => onDropped(id),
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
