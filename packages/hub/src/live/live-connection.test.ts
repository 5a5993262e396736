import { EventEmitter } from 'node:events';
import { expect, it } from 'vitest';
import type { WebSocket } from 'ws';
import { createCounters } from '../server/counters.ts';
import { createFakeTime } from '../test/fake-time.ts';
import { acceptLive } from './live-connection.ts';
import { defaultLiveLimits } from './live-limits.ts';
import type { Subscriber } from './subscriber.ts';

/** A socket whose other side takes one message when told to: a fault that no real socket has at a given moment. */
class SlowSocket extends EventEmitter {
  readonly OPEN = 1;
  readonly readyState = 1;
  readonly unsent: { bytes: number; done: (() => void) | undefined }[] = [];

  get bufferedAmount(): number {
    return this.unsent.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  send(data: string | Buffer, ...rest: unknown[]): void {
    const done = rest.find((each) => typeof each === 'function') as (() => void) | undefined;
    this.unsent.push({ bytes: data.length, done });
  }

  take(): void {
    this.unsent.shift()?.done?.();
  }
}

it('[LV5] a reader that was cut catches up when it has drained, also when the last that it got was no frame', () => {
  const socket = new SlowSocket();
  const caughtUp: Subscriber[] = [];
  let subscriber: Subscriber | undefined;
  const connection = acceptLive({
    socket: socket as unknown as WebSocket,
    ...{ archiveId: 'a', version: '0', clock: createFakeTime(), counters: createCounters() },
    limits: { ...defaultLiveLimits, lowWaterBytes: 100 },
    openTopic: () => ({
      subscribe: (joining) => {
        subscriber = joining;
      },
      unsubscribe: () => undefined,
      catchUp: (behind) => void caughtUp.push(behind),
      apply: () => undefined,
      size: 1,
      close: () => undefined,
    }),
    leaveTopic: () => undefined,
    countSubscription: () => () => undefined,
  });
  socket.emit('message', '{"type":"subscribe","id":1,"topic":{"kind":"fleet"}}', false);
  subscriber?.send({ type: 'fleetSnapshot', from: null, seq: 1, rest: Buffer.from('}') });
  subscriber?.onCut();
  connection.post('b'.repeat(1_000));
  while (socket.unsent.length > 0) socket.take();
  expect(caughtUp).toEqual([subscriber]);
});
