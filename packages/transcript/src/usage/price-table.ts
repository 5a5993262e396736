/** List price of a model family in US dollars per million tokens. Cache prices follow from the input price. */
export interface ModelPrice {
  /** Start of the model id without vendor prefixes; the longest match counts. */
  family: string;
  input: number;
  output: number;
}

/** Public list prices of the API. Long-context and fast-mode surcharges are not in it. */
export const MODEL_PRICES: readonly ModelPrice[] = [
  { family: 'claude-opus-4-1', input: 15, output: 75 },
  { family: 'claude-opus-4-0', input: 15, output: 75 },
  { family: 'claude-opus-4-2025', input: 15, output: 75 },
  { family: 'claude-4-opus', input: 15, output: 75 },
  { family: 'claude-3-opus', input: 15, output: 75 },
  // 4.5 and every later one.
  { family: 'claude-opus-', input: 5, output: 25 },
  { family: 'claude-sonnet-', input: 3, output: 15 },
  { family: 'claude-4-sonnet', input: 3, output: 15 },
  { family: 'claude-3-7-sonnet', input: 3, output: 15 },
  { family: 'claude-3-5-sonnet', input: 3, output: 15 },
  { family: 'claude-3-sonnet', input: 3, output: 15 },
  { family: 'claude-haiku-', input: 1, output: 5 },
  { family: 'claude-3-5-haiku', input: 0.8, output: 4 },
  { family: 'claude-3-haiku', input: 0.25, output: 1.25 },
];

/** Cache writes and reads as multiples of the input price. */
export const CACHE_WRITE_5M_FACTOR = 1.25;
export const CACHE_WRITE_1H_FACTOR = 2;
export const CACHE_READ_FACTOR = 0.1;
