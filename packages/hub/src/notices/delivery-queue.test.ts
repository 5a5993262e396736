import { describe, expect, it } from 'vitest';
import { createFakeTime } from '../test/fake-time.ts';
import { createDeliveryQueue } from './delivery-queue.ts';
import { type DeliveryResult, parseRetryAfter, resultOfAnswer, resultOfError } from './delivery-result.ts';

const limits = { maxQueue: 3, retryDelaysMs: [1_000, 5_000], maxRetryAfterMs: 60_000 };
const settle = async () => {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
};

function setUp(answers: DeliveryResult[]) {
  const time = createFakeTime();
  const tried: string[] = [];
  const done: string[] = [];
  const dropped: string[] = [];
  const errors: unknown[] = [];
  const counts = { waiting: 0 };
  const queue = createDeliveryQueue<string>({
    limits,
    schedule: time.schedule,
    attempt: (item) => {
      tried.push(item);
      if (item === 'broken') return Promise.reject(new Error('disk full'));
      return Promise.resolve(answers.shift() ?? { outcome: 'sent', message: '' });
    },
    onDone: (item, { outcome }) => void done.push(`${item} ${outcome}`),
    onWaiting: (change) => {
      counts.waiting += change;
    },
    onDropped: (item) => void dropped.push(item),
    onError: (error) => void errors.push(error),
  });
  return { time, tried, done, dropped, errors, queue, counts };
}

const later = (retryAfterMs: number | null = null): DeliveryResult => ({
  ...{ outcome: 'retry', message: 'busy', retryAfterMs },
});

describe('delivery queue', () => {
  it('[MT1] counts what waits and is under way, also when it is full, fails, or is closed', async () => {
    const { time, queue, counts, dropped } = setUp([later()]);
    for (const item of ['a', 'broken', 'c', 'd', 'e']) queue.push(item);
    await settle();
    expect(dropped).toEqual(['broken']);
    expect(counts.waiting).toBe(4);
    time.pass(1_000);
    await settle();
    expect(counts.waiting).toBe(0);
    const closed = setUp([later()]);
    for (const item of ['a', 'b', 'c']) closed.queue.push(item);
    await settle();
    await closed.queue.close();
    expect(closed.counts.waiting).toBe(0);
  });

  it('[NT30] tries again a few times, each time later, then gives up and goes on', async () => {
    const { time, tried, done, queue } = setUp([later(), later(), later()]);
    queue.push('a');
    queue.push('b');
    await settle();
    expect(tried).toEqual(['a']);
    time.pass(999);
    await settle();
    expect(tried).toEqual(['a']);
    time.pass(1);
    await settle();
    expect(tried).toEqual(['a', 'a']);
    time.pass(5_000);
    await settle();
    expect(tried).toEqual(['a', 'a', 'a', 'b']);
    expect(done).toEqual(['a retry', 'b sent']);
    expect(queue.isIdle).toBe(true);
  });

  it('[NT30] waits as long as the receiver asks, and gives up when that is too long', async () => {
    const { time, tried, done, queue } = setUp([later(30_000), later(60_001)]);
    queue.push('a');
    await settle();
    time.pass(29_999);
    await settle();
    expect(tried).toHaveLength(1);
    time.pass(1);
    await settle();
    expect(tried).toHaveLength(2);
    expect(done).toEqual(['a retry']);
    expect(time.timers).toBe(0);
  });

  it('[NT30] does not repeat what was refused', async () => {
    const { tried, done, queue } = setUp([{ outcome: 'refused', message: 'no' }]);
    queue.push('a');
    await settle();
    expect([tried, done]).toEqual([['a'], ['a refused']]);
  });

  it('[NT31] keeps the newest when a receiver is too slow, and says what it dropped', async () => {
    const { time, done, dropped, queue } = setUp([later()]);
    for (const item of ['a', 'b', 'c', 'd', 'e', 'f']) queue.push(item);
    await settle();
    expect(dropped).toEqual(['b', 'c']);
    time.pass(1_000);
    await settle();
    expect(done).toEqual(['a sent', 'd sent', 'e sent', 'f sent']);
  });

  it('[NT31] goes on when one cannot be delivered for a fault of the hub', async () => {
    const { done, errors, queue } = setUp([]);
    queue.push('broken');
    queue.push('b');
    await settle();
    expect([done, errors]).toEqual([['b sent'], [new Error('disk full')]]);
  });

  it('[NT32] leaves no timer behind when it is closed', async () => {
    const { time, done, tried, queue } = setUp([later()]);
    queue.push('a');
    queue.push('b');
    await settle();
    await queue.close();
    queue.push('c');
    await settle();
    expect([time.timers, done, tried]).toEqual([0, [], ['a']]);
  });
});

describe('delivery result', () => {
  it('[NT30] tells what may go through later from what will not', () => {
    const outcomeOf = (status: number) => resultOfAnswer({ status, retryAfter: null }, 0).outcome;
    expect([200, 201, 204].map(outcomeOf)).toEqual(['sent', 'sent', 'sent']);
    expect([408, 429, 500, 503].map(outcomeOf)).toEqual(['retry', 'retry', 'retry', 'retry']);
    expect([301, 302, 307, 400, 401, 403, 413].every((status) => outcomeOf(status) === 'refused')).toBe(true);
    expect(resultOfAnswer({ status: 400, retryAfter: null }, 0).message).toBe(
      'It answered 4xx. Look at the address and the secret.',
    );
    expect(resultOfError(new Error('connect ECONNREFUSED'))).toMatchObject({ outcome: 'retry' });
  });

  it('reads Retry-After as seconds or as a date', () => {
    expect(parseRetryAfter('120', 0)).toBe(120_000);
    expect(parseRetryAfter(new Date(90_000).toUTCString(), 60_000)).toBe(30_000);
    expect(parseRetryAfter(new Date(0).toUTCString(), 60_000)).toBe(0);
    for (const value of [null, '', 'soon', '-5', '9'.repeat(40)]) {
      expect([null, 0]).toContain(parseRetryAfter(value, 10_000));
    }
  });
});
