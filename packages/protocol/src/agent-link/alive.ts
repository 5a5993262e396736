import * as z from '../bounded.ts';

/**
 * A sign of life, which the hub gives back as it came. Control frames of the WebSocket are not sealed: anybody on the way
 * can answer those.
 */
export const aliveSchema = z.object({ type: z.literal('alive'), count: z.count() });

export type Alive = z.infer<typeof aliveSchema>;
