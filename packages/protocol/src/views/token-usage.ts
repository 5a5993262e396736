import * as z from 'zod';

/** Tokens in the API's four classes and their price in millionths of a US dollar. */
export const tokenUsageSchema = z.object({
  input: z.number(),
  output: z.number(),
  cacheRead: z.number(),
  cacheWrite: z.number(),
  costMicros: z.number(),
});
