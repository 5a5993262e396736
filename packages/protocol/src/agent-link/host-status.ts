import * as z from 'zod';

/** How the agent itself does; sent on change, at most once a second. */
export const hostStatusSchema = z.object({
  type: z.literal('hostStatus'),
  /** Empty when native watching works; else why it polls. */
  degraded: z.string(),
  lagLines: z.number().int().nonnegative(),
  /** Folders that cannot be read, in words. */
  problems: z.array(z.string()),
});

export type HostStatus = z.infer<typeof hostStatusSchema>;
