import type { Worker } from 'node:worker_threads';
import { OrreryError } from '@orrery/protocol';
import { createRpcClient, type Methods, type RpcClient } from './rpc.ts';
import { scheduleTimer } from './schedule-timer.ts';

/** The place of a thread that holds nothing of its own: when it dies, another one takes its place. */
export interface ThreadSeat<M extends Methods> extends RpcClient<M> {
  /** For good. */
  terminate(): Promise<void>;
}

interface SeatOptions<M extends Methods> {
  start: () => Worker;
  /** The first calls of every new thread. */
  open: (client: RpcClient<M>) => Promise<unknown>;
  onDeath: (cause: unknown, restartInMs: number) => void;
}

const FIRST_DELAY_MS = 50;
const MOST_DELAY_MS = 30_000;

/** A run of this length counts as healthy: the next death starts the delays anew. */
const HEALTHY_MS = 60_000;

/** Starts the first thread; resolves when it is open. Later ones open while calls wait in their queue. */
export async function createThreadSeat<M extends Methods>(options: SeatOptions<M>): Promise<ThreadSeat<M>> {
  let seated: { worker: Worker; client: RpcClient<M> } | null = null;
  let delayMs = FIRST_DELAY_MS;
  let isClosed = false;
  let hasOpened = false;
  let cancel = (): void => undefined;

  const begin = (): Promise<unknown> => {
    const startedAt = performance.now();
    const worker = options.start();
    const client = createRpcClient<M>(worker);
    seated = { worker, client };
    const onDeath = (cause: unknown) => {
      if (isClosed || seated?.worker !== worker) return;
      seated = null;
      if (performance.now() - startedAt > HEALTHY_MS) delayMs = FIRST_DELAY_MS;
      options.onDeath(cause, delayMs);
      cancel = scheduleTimer(() => {
        // A thread that does not open is ended, which is told here as any other death.
        begin().catch(() => undefined);
      }, delayMs);
      delayMs = Math.min(MOST_DELAY_MS, delayMs * 2);
      void worker.terminate();
    };
    worker.on('error', onDeath);
    worker.on('messageerror', onDeath);
    worker.on('exit', (code) => onDeath(new Error(`The thread ended with code ${code}.`)));
    return options.open(client).catch(async (error: unknown) => {
      // The first never sat: nobody is to follow, and whoever starts the archive hears why.
      if (!hasOpened) isClosed = true;
      await worker.terminate();
      throw error;
    });
  };

  await begin();
  hasOpened = true;
  return {
    waiting: () => seated?.client.waiting() ?? 0,
    call(method, args, transfer) {
      if (seated) return seated.client.call(method, args, transfer);
      const retryAfterMs = Math.min(1000, delayMs);
      return Promise.reject(
        new OrreryError(
          'unavailable',
          'A part of the storage is being started again. Try again in a moment.',
          {
            retryAfterMs,
          },
        ),
      );
    },
    async terminate() {
      isClosed = true;
      cancel();
      await seated?.worker.terminate();
    },
  };
}
