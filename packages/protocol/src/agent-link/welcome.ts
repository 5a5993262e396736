import * as z from 'zod';

/** The agent is in. `manifest` pages follow at once. */
export const welcomeSchema = z.object({
  type: z.literal('welcome'),
  hostId: z.string(),
  hubVersion: z.string(),
  /** The hub's clock, milliseconds since the epoch, to correct skew. */
  now: z.number(),
  /** The agent keeps at most this many payload bytes unacknowledged. */
  windowBytes: z.number().int().positive(),
});

export type Welcome = z.infer<typeof welcomeSchema>;
