import { expect, it } from 'vitest';
import { expiryOf } from './key-words.ts';

const DAY = 86_400_000;

it('[WS3] says until when a key is good, and that it has run out', () => {
  expect(expiryOf(null, 0)).toEqual({ hasRunOut: false, words: 'never expires' });
  expect(expiryOf(90 * DAY, 1)).toEqual({ hasRunOut: false, words: '90 days left' });
  expect(expiryOf(DAY, 0).words).toBe('1 day left');
  expect(expiryOf(5, 5)).toEqual({ hasRunOut: true, words: 'ran out within the last day' });
  expect(expiryOf(0, 2 * DAY + 5).words).toBe('ran out 2 days ago');
  expect(expiryOf(0, 3 * DAY)).toEqual({ hasRunOut: true, words: 'ran out 3 days ago' });
});
