import { expect, test } from 'vitest';
import { formatJoinToken, parseJoinToken } from './join-string.ts';

test('[PR5] a join token survives being pasted with white space around it', () => {
  const token = { hubKeyHash: 'abc-_1', secret: 'S3cret_-' };
  expect(parseJoinToken(`  ${formatJoinToken(token)}\n`)).toEqual(token);
});

test.each(['', 'orrery1', 'orrery1.a', 'orrery1..b', 'orrery1.a.', 'orrery2.a.b', 'orrery1.a.b.c'])(
  '[PR6] %j is refused as invalid',
  (text) => {
    expect(() => parseJoinToken(text)).toThrow(expect.objectContaining({ kind: 'invalid' }));
  },
);
