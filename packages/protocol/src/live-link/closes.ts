import * as z from 'zod';

/** A session that somebody closes, from the click to a few seconds after its end. */
export const closeViewSchema = z.object({
  id: z.string(),
  sessionId: z.string(),
  /** Who asked for it. */
  by: z.string(),
  at: z.number(),
  /** Until then it can be undone and nothing has happened. Milliseconds since the epoch, hub clock. */
  stopsAt: z.number(),
  state: z.enum(['pending', 'undone', 'stopping', 'done', 'failed']),
  /** Of `done` and `failed`, for people: what happened or did not. */
  message: z.string(),
});

/** All closes that go on or have just ended: the whole list, on connecting and with every change. */
export const closesSchema = z.object({ type: z.literal('closes'), closes: z.array(closeViewSchema) });

export type CloseView = z.infer<typeof closeViewSchema>;
