import { describe, expect, it } from 'vitest';
import { createFakeTime } from '../test/fake-time.ts';
import type { DeliveryResult } from './delivery-result.ts';
import type { Notice } from './notice.ts';
import { defaultNoticeLimits } from './notice-limits.ts';
import { createReceiverQueues } from './receiver-queues.ts';
import { sampleNotice } from './sample-notice.ts';

const settle = () => new Promise((resolve) => setImmediate(resolve));
const SENT: DeliveryResult = { outcome: 'sent', message: '' };

function setUp(answers: DeliveryResult[] = []) {
  const time = createFakeTime();
  const tried: string[] = [];
  const done: string[] = [];
  const queues = createReceiverQueues({
    clock: time,
    limits: { ...defaultNoticeLimits, maxQueue: 100, maxAgeMs: 3_600_000, maxRetryAfterMs: 4_000_000 },
    schedule: time.schedule,
    attempt: async (_id, { body }) => {
      tried.push(body);
      return answers.shift() ?? SENT;
    },
    onDone: (_id, { outcome }) => void done.push(outcome),
    onSent: () => undefined,
    onDropped: () => undefined,
    onWaiting: () => undefined,
    onError: (_id, error) => {
      throw error;
    },
  });
  const noticeOf = (body: string): Notice => ({ ...sampleNotice({ at: time.now(), url: '' }), body });
  return { time, tried, done, queues, noticeOf };
}

describe('receiver queues', () => {
  it('[NT31] a storm: the next notice that goes out says how many were left out, once', async () => {
    const { tried, queues, noticeOf } = setUp();
    for (let n = 0; n < 300; n += 1) queues.push('phone', noticeOf(`s${n}`));
    await settle();
    expect(tried).toHaveLength(101);
    expect(tried.slice(0, 3)).toEqual(['s0', 's200 (199 older notices were left out)', 's201']);
    expect(tried.at(-1)).toBe('s299');
  });

  it('[NT31] says it again when what said it did not go through', async () => {
    const { tried, queues, noticeOf } = setUp([SENT, { outcome: 'refused', message: 'no' }]);
    for (let n = 0; n < 102; n += 1) queues.push('phone', noticeOf(`s${n}`));
    await settle();
    const words = '(1 older notice was left out)';
    expect(tried.slice(0, 4)).toEqual(['s0', `s2 ${words}`, `s3 ${words}`, 's4']);
  });

  it('[NT31] what waited for too long is given up', async () => {
    const away: DeliveryResult = { outcome: 'retry', message: 'away', retryAfterMs: 3_600_001 };
    const { time, tried, done, queues, noticeOf } = setUp([away]);
    for (const body of ['old', 'older']) queues.push('chat', noticeOf(body));
    await settle();
    time.pass(3_600_000);
    queues.push('chat', noticeOf('new'));
    time.pass(1);
    await settle();
    expect(tried).toEqual(['old', 'new']);
    expect(done).toEqual(['refused', 'refused', 'sent']);
  });
});
