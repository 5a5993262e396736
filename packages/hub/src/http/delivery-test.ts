import * as z from 'zod';

/** Answer to a test of a browser or a webhook: what the other side said. */
export const deliveryTestSchema = z.object({ at: z.number(), isOk: z.boolean(), message: z.string() });

/** The id of a browser's subscription or of a webhook. */
export const paramsSchema = z.object({ id: z.string().min(1).max(64) });
