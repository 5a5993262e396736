import { describe, expect, it } from 'vitest';
import { createFailureLimiter } from './failure-limiter.ts';

describe('failure limiter', () => {
  it('[AG6] refuses an address after its failures, lets others pass, and forgets after a minute', () => {
    let now = 0;
    const limiter = createFailureLimiter(2, { now: () => now });
    limiter.note('a');
    limiter.check('a');
    now = 10_000;
    limiter.note('a');
    expect(() => limiter.check('a')).toThrow(
      expect.objectContaining({ kind: 'rateLimited', retryAfterMs: 50_000 }),
    );
    limiter.check('b');
    now = 60_000;
    limiter.check('a');
  });

  it('remembers a bounded number of addresses', () => {
    const limiter = createFailureLimiter(1, { now: () => 0 });
    for (let index = 0; index <= 10_000; index += 1) limiter.note(`a${index}`);
    limiter.check('a0');
    expect(() => limiter.check('a10000')).toThrow();
  });
});
