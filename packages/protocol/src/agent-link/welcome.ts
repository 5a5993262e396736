import * as z from '../bounded.ts';
import { MAX_ID_CHARS } from '../wire-limits.ts';

/** The agent is in. `manifest` pages follow at once. */
export const welcomeSchema = z.object({
  type: z.literal('welcome'),
  hostId: z.text(MAX_ID_CHARS),
  hubVersion: z.text(64),
  /** The hub's clock, milliseconds since the epoch, to correct skew. */
  now: z.instant(),
  /** The agent keeps at most this many payload bytes unacknowledged. */
  windowBytes: z.whole(1, 1024 * 1024 * 1024),
});

export type Welcome = z.infer<typeof welcomeSchema>;
