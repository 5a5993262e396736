import { bareModelId } from './bare-model-id.ts';
import {
  CACHE_READ_FACTOR,
  CACHE_WRITE_1H_FACTOR,
  CACHE_WRITE_5M_FACTOR,
  MODEL_PRICES,
  type ModelPrice,
} from './price-table.ts';
import type { MessageUsage } from './token-usage.ts';

const priceByModel = new Map<string, ModelPrice | null>();
/** Ids come from files: a broken one must not fill the memory. */
const MAX_REMEMBERED = 500;

/** Price of one API message at list prices, in millionths of a dollar, rounded; 0 for a model without a price. */
export function priceOf(usage: Omit<MessageUsage, 'messageId' | 'agentId' | 'at' | 'isLowerBound'>): number {
  const price = modelPrice(usage.model);
  if (price === null) return 0;
  // Dollars per million tokens are millionths of a dollar per token.
  const inputTokens =
    usage.input +
    usage.cacheRead * CACHE_READ_FACTOR +
    usage.cacheWrite5m * CACHE_WRITE_5M_FACTOR +
    usage.cacheWrite1h * CACHE_WRITE_1H_FACTOR;
  return Math.round(inputTokens * price.input + usage.output * price.output);
}

/** Whether the table has a price for this model; where not, a sum is a lower bound. */
export function isPriced(model: string): boolean {
  return modelPrice(model) !== null;
}

function modelPrice(model: string): ModelPrice | null {
  const known = priceByModel.get(model);
  if (known !== undefined) return known;
  const id = bareModelId(model);
  let best: ModelPrice | null = null;
  for (const price of MODEL_PRICES) {
    if (id.startsWith(price.family) && price.family.length > (best?.family.length ?? 0)) best = price;
  }
  if (priceByModel.size < MAX_REMEMBERED) priceByModel.set(model, best);
  return best;
}
