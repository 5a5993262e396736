import * as z from '../bounded.ts';

/** Tokens in the API's four classes and their price in millionths of a US dollar. */
export const tokenUsageSchema = z.object({
  input: z.amount(),
  output: z.amount(),
  cacheRead: z.amount(),
  cacheWrite: z.amount(),
  costMicros: z.amount(),
});
