import * as z from 'zod';

/** What a browser can watch. */
export const topicSchema = z.discriminatedUnion('kind', [
  /** All machines, and every session that is live or was active in the last day. */
  z.object({ kind: z.literal('fleet') }),
  /** One session: agents, newest tool calls, newest entries. */
  z.object({ kind: z.literal('session'), sessionId: z.string().max(128) }),
]);

export type Topic = z.infer<typeof topicSchema>;

/** Text frames, browser -> hub. `id` is chosen by the browser, one per subscription. */
export const liveUpSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('subscribe'),
    id: z.number().int().nonnegative(),
    topic: topicSchema,
    /** Resume: all that changed after this sequence number. The hub may answer with a snapshot instead. */
    since: z.number().int().nonnegative().optional(),
  }),
  z.object({ type: z.literal('unsubscribe'), id: z.number().int().nonnegative() }),
  /** Answered by `pong`; measures the way and keeps proxies awake. */
  z.object({ type: z.literal('ping'), at: z.number() }),
]);

export type LiveUp = z.infer<typeof liveUpSchema>;
