import * as z from 'zod';
import { hostViewSchema } from '../views/host-view.ts';
import { sessionSummarySchema } from '../views/session-summary.ts';

/** Numbers of the board that cannot be derived from the sessions in view. Days are the hub's local days. */
export const fleetTotalsSchema = z.object({
  tokensToday: z.number(),
  costMicrosToday: z.number(),
  /** Sessions in the archive. */
  sessions: z.number().int(),
});

export type FleetTotals = z.infer<typeof fleetTotalsSchema>;

/** Everything on the fleet topic, as of `seq`. */
export const fleetSnapshotSchema = z.object({
  type: z.literal('fleetSnapshot'),
  id: z.number().int(),
  seq: z.number().int(),
  now: z.number(),
  hosts: z.array(hostViewSchema),
  sessions: z.array(sessionSummarySchema),
  totals: fleetTotalsSchema,
});

/** Whole rows that changed in (`from`, `seq`]. Applying one twice changes nothing. */
export const fleetDeltaSchema = z.object({
  type: z.literal('fleetDelta'),
  id: z.number().int(),
  from: z.number().int(),
  seq: z.number().int(),
  now: z.number(),
  hosts: z.array(hostViewSchema),
  sessions: z.array(sessionSummarySchema),
  totals: fleetTotalsSchema.optional(),
});
