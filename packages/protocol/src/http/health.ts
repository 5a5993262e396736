import * as z from 'zod';

/** Body of `GET /api/health`, the one route without sign-in. It says no more than this. */
export const healthSchema = z.object({
  status: z.enum(['ok', 'degraded']),
  version: z.string(),
  store: z.string(),
  uptimeMs: z.number(),
});

export type Health = z.infer<typeof healthSchema>;
