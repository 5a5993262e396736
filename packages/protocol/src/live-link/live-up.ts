import * as z from '../bounded.ts';

/** What a browser can watch. */
export const topicSchema = z.discriminatedUnion('kind', [
  /** All machines, and every session that is live or was active in the last day. */
  z.object({ kind: z.literal('fleet') }),
  /** One session: agents, newest tool calls, newest entries. */
  z.object({ kind: z.literal('session'), sessionId: z.text(128) }),
]);

export type Topic = z.infer<typeof topicSchema>;

/** Text frames, browser -> hub. `id` is chosen by the browser, one per subscription. */
export const liveUpSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('subscribe'),
    id: z.count(),
    topic: topicSchema,
    /** Resume: all that changed after this sequence number. The hub may answer with a snapshot instead. */
    since: z.count().optional(),
  }),
  z.object({ type: z.literal('unsubscribe'), id: z.count() }),
  /** Answered by `pong`; measures the way and keeps proxies awake. */
  z.object({ type: z.literal('ping'), at: z.between(-1e15, 1e15) }),
]);

export type LiveUp = z.infer<typeof liveUpSchema>;
