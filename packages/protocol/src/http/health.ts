import * as z from '../bounded.ts';

/** Body of `GET /api/health`, the one route without sign-in. It says no more than this. */
export const healthSchema = z.object({
  status: z.enum(['ok', 'degraded']),
  version: z.text(64),
  store: z.text(64),
  uptimeMs: z.amount(),
});

export type Health = z.infer<typeof healthSchema>;
