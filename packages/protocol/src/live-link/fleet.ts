import * as z from '../bounded.ts';
import { hostViewSchema } from '../views/host-view.ts';
import { sessionSummarySchema } from '../views/session-summary.ts';
import { MAX_ROWS } from '../wire-limits.ts';

/** Numbers of the board that cannot be derived from the sessions in view. Days are the hub's local days. */
export const fleetTotalsSchema = z.object({
  tokensToday: z.amount(),
  costMicrosToday: z.amount(),
  /** Sessions in the archive. */
  sessions: z.count(),
});

export type FleetTotals = z.infer<typeof fleetTotalsSchema>;

/** Everything on the fleet topic, as of `seq`. */
export const fleetSnapshotSchema = z.object({
  type: z.literal('fleetSnapshot'),
  id: z.count(),
  seq: z.whole(-1, Number.MAX_SAFE_INTEGER),
  now: z.instant(),
  hosts: z.list(hostViewSchema, MAX_ROWS),
  sessions: z.list(sessionSummarySchema, MAX_ROWS),
  /** Sessions that live or lived within the day and are not among these: their machines have too many. */
  sessionsLeftOut: z.count().optional(),
  totals: fleetTotalsSchema,
});

/** Whole rows that changed in (`from`, `seq`]. Applying one twice changes nothing. */
export const fleetDeltaSchema = z.object({
  type: z.literal('fleetDelta'),
  id: z.count(),
  from: z.whole(-1, Number.MAX_SAFE_INTEGER),
  seq: z.whole(-1, Number.MAX_SAFE_INTEGER),
  now: z.instant(),
  hosts: z.list(hostViewSchema, MAX_ROWS),
  sessions: z.list(sessionSummarySchema, MAX_ROWS),
  totals: fleetTotalsSchema.optional(),
});
