import * as z from '../bounded.ts';
import { errorBodySchema } from '../error-kind.ts';
import { MAX_ID_CHARS } from '../wire-limits.ts';
import { closesSchema } from './closes.ts';
import { fleetDeltaSchema, fleetSnapshotSchema } from './fleet.ts';
import { sessionDeltaSchema, sessionSnapshotSchema } from './session-topic.ts';

/** First frame of a live connection. */
export const liveWelcomeSchema = z.object({
  type: z.literal('welcome'),
  protocol: z.whole(0, 65_535),
  hubVersion: z.text(64),
  /** Changes when the archive behind the hub is another one (restored, wiped): drop what you hold. */
  archiveId: z.text(MAX_ID_CHARS),
  now: z.instant(),
});

/** A subscription failed or ended (`id`), or the connection as a whole (no `id`). */
export const liveErrorSchema = errorBodySchema.extend({
  type: z.literal('error'),
  id: z.count().optional(),
});

/** Text frames, hub -> browser. */
export const liveDownSchema = z.discriminatedUnion('type', [
  liveWelcomeSchema,
  fleetSnapshotSchema,
  fleetDeltaSchema,
  sessionSnapshotSchema,
  sessionDeltaSchema,
  closesSchema,
  z.object({ type: z.literal('pong'), at: z.between(-1e15, 1e15), now: z.instant() }),
  liveErrorSchema,
]);

export type LiveDown = z.infer<typeof liveDownSchema>;
export type FleetSnapshot = z.infer<typeof fleetSnapshotSchema>;
export type FleetDelta = z.infer<typeof fleetDeltaSchema>;
export type SessionSnapshot = z.infer<typeof sessionSnapshotSchema>;
export type SessionDelta = z.infer<typeof sessionDeltaSchema>;
