import { expect, test } from 'vitest';
import { createSuspects } from './suspects.ts';

test('[AR44] a group that died is tried one by one, and only what dies alone, twice, is refused', () => {
  const suspects = createSuspects();
  suspects.died(['good', 'bad']);
  expect([suspects.verdict('good'), suspects.verdict('bad'), suspects.verdict('other')]).toEqual([
    'alone',
    'alone',
    'usual',
  ]);
  suspects.cleared('good');
  expect(suspects.verdict('good')).toBe('usual');
  suspects.died(['bad']);
  expect(suspects.verdict('bad')).toBe('alone');
  suspects.died(['bad']);
  expect(suspects.verdict('bad')).toBe('refuse');
  suspects.died(['bad', 'beside it']);
  expect(suspects.verdict('bad')).toBe('refuse');
});

test('[AR44] what is remembered is bounded', () => {
  const suspects = createSuspects();
  for (let i = 0; i < 1_500; i += 1) suspects.died([`key ${i}`]);
  expect(suspects.verdict('key 0')).toBe('usual');
  expect(suspects.verdict('key 1499')).toBe('alone');
});
