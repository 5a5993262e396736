import { expect, it } from 'vitest';
import { backoffMs } from './backoff.ts';

it('doubles the wait up to a quarter of a minute, and spreads it', () => {
  expect([1, 2, 3, 4, 5, 6, 7, 50].map((attempt) => backoffMs(attempt, 1))).toEqual([
    500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000,
  ]);
  expect(backoffMs(3, 0)).toBe(1_000);
  expect(backoffMs(3, 0.5)).toBe(1_500);
});
