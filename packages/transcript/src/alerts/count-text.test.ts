import { expect, it } from 'vitest';
import { countText, timesText } from './count-text.ts';

it('[TR39] numbers have three figures', () => {
  expect([0, 940, 999.6, 38_412, 200_000, 233_456, 999_600, 1_244_000].map(countText)).toEqual([
    ...['0', '940', '1k', '38.4k', '200k', '233k', '1M', '1.24M'],
  ]);
  expect([4.04, 4.26, 8.7, 48.2].map(timesText)).toEqual(['4x', '4.3x', '9x', '48x']);
});
