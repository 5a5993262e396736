import { expect, test } from 'vitest';
import { sessionsQuerySchema } from './sessions.ts';

test('[PR8] a filter may be given once or several times', () => {
  expect(sessionsQuerySchema.parse({ state: 'idle' }).state).toEqual(['idle']);
  expect(sessionsQuerySchema.parse({ state: ['idle', 'working'] }).state).toEqual(['idle', 'working']);
  expect(sessionsQuerySchema.parse({}).state).toBeUndefined();
  expect(sessionsQuerySchema.safeParse({ state: 'asleep' }).success).toBe(false);
});

test('[PR9] limits are numbers in bounds, with a default', () => {
  expect(sessionsQuerySchema.parse({}).limit).toBe(50);
  expect(sessionsQuerySchema.parse({ limit: '500' }).limit).toBe(500);
  for (const limit of ['0', '501', 'many', '1.5']) {
    expect(sessionsQuerySchema.safeParse({ limit }).success).toBe(false);
  }
});
