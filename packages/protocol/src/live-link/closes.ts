import * as z from '../bounded.ts';
import { MAX_ID_CHARS, MAX_LABEL_CHARS, MAX_ROWS, MAX_WORDS_CHARS } from '../wire-limits.ts';

/** A session that somebody closes, from the click to a few seconds after its end. */
export const closeViewSchema = z.object({
  id: z.text(MAX_ID_CHARS),
  sessionId: z.text(MAX_ID_CHARS),
  /** Who asked for it. */
  by: z.text(MAX_LABEL_CHARS),
  at: z.instant(),
  /** Until then it can be undone and nothing has happened. Milliseconds since the epoch, hub clock. */
  stopsAt: z.instant(),
  state: z.enum(['pending', 'undone', 'stopping', 'done', 'failed']),
  /** Of `done` and `failed`, for people: what happened or did not. */
  message: z.text(MAX_WORDS_CHARS),
});

/** All closes that go on or have just ended: the whole list, on connecting and with every change. */
export const closesSchema = z.object({
  type: z.literal('closes'),
  closes: z.list(closeViewSchema, MAX_ROWS),
});

export type CloseView = z.infer<typeof closeViewSchema>;
