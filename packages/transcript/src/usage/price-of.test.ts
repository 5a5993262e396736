import { describe, expect, it } from 'vitest';
import { contextWindowOf, displayModel, isPriced, priceOf } from '../index.ts';

const none = { input: 0, output: 0, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0 };
const million = 1_000_000;
/** Dollars for a million tokens of each class. */
const dollars = (model: string) =>
  (['input', 'output', 'cacheRead', 'cacheWrite5m', 'cacheWrite1h'] as const).map(
    (field) => priceOf({ ...none, model, [field]: million }) / million,
  );

describe('price of a message', () => {
  it('[TR27] follows the list price of the model family', () => {
    expect(dollars('claude-opus-4-1-20250805')).toEqual([15, 75, 1.5, 18.75, 30]);
    expect(dollars('claude-opus-4-20250514')).toEqual([15, 75, 1.5, 18.75, 30]);
    expect(dollars('claude-opus-4-5-20251101')).toEqual([5, 25, 0.5, 6.25, 10]);
    expect(dollars('claude-opus-4-8')).toEqual([5, 25, 0.5, 6.25, 10]);
    expect(dollars('claude-sonnet-4-5-20250929')).toEqual([3, 15, 0.3, 3.75, 6]);
    expect(dollars('claude-3-7-sonnet-20250219')).toEqual([3, 15, 0.3, 3.75, 6]);
    expect(dollars('claude-haiku-4-5-20251001')).toEqual([1, 5, 0.1, 1.25, 2]);
    expect(dollars('claude-3-5-haiku-20241022')).toEqual([0.8, 4, 0.08, 1, 1.6]);
    expect(dollars('us.anthropic.claude-sonnet-4-20250514-v1:0')).toEqual([3, 15, 0.3, 3.75, 6]);
  });

  it('[TR27] adds the classes up, to a millionth of a dollar', () => {
    const usage = { input: 67, output: 727, cacheRead: 89_600, cacheWrite5m: 14_000, cacheWrite1h: 0 };
    // What a client of 2.1.330 itself booked for these tokens: 0.090486 dollars.
    expect(priceOf({ ...usage, model: 'claude-sonnet-4-5-20250929' })).toBe(90_486);
  });

  it('[TR27] is 0 for a model that is not in the table, and says so', () => {
    expect(priceOf({ ...none, input: million, model: 'gpt-99' })).toBe(0);
    expect(isPriced('gpt-99')).toBe(false);
    expect(isPriced('claude-opus-4-6[1m]')).toBe(true);
  });
});

describe('names and windows of models', () => {
  it('[TR16] names models as people do', () => {
    expect(displayModel('claude-opus-4-5-20251101')).toBe('Opus 4.5');
    expect(displayModel('claude-sonnet-4-20250514')).toBe('Sonnet 4');
    expect(displayModel('claude-opus-4-6[1m]')).toBe('Opus 4.6 1M');
    expect(displayModel('claude-3-5-haiku-20241022')).toBe('Haiku 3.5');
    expect(displayModel('claude-3-opus-20240229')).toBe('Opus 3');
    expect(displayModel('eu.anthropic.claude-haiku-4-5-20251001-v1:0')).toBe('Haiku 4.5');
    expect(displayModel('my-proxy-model')).toBe('my-proxy-model');
  });

  it('[TR18] knows the large window by its mark or by what is in it', () => {
    expect(contextWindowOf(null)).toBe(200_000);
    expect(contextWindowOf('claude-sonnet-4-5-20250929')).toBe(200_000);
    expect(contextWindowOf('claude-opus-4-6[1m]')).toBe(1_000_000);
    expect(contextWindowOf('claude-sonnet-4-5-20250929', 200_001)).toBe(1_000_000);
  });
});
