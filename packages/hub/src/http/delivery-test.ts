import { MAX_WORDS_CHARS } from '@orrery/protocol';
import * as z from '@orrery/protocol/wire';

/** Answer to a test of a browser or a webhook: what the other side said. */
export const deliveryTestSchema = z.object({
  at: z.instant(),
  isOk: z.boolean(),
  message: z.text(MAX_WORDS_CHARS),
});

/** The id of a browser's subscription or of a webhook. */
export const paramsSchema = z.object({ id: z.text(64).min(1) });
