import * as z from '../bounded.ts';
import { rawKeySchema } from './raw-key.ts';

/**
 * First message of an agent, in the clear. It tells nothing of the machine and not even which key it has: the agent has
 * not yet seen who answers. The handshake is hello -> challenge (the hub proves its key), and from there on sealed:
 * proof (the agent proves its key, says who it is, and shows the join secret) -> welcome.
 */
export const helloSchema = z.object({
  type: z.literal('hello'),
  protocol: z.whole(0, 65_535),
  /** X25519, made for this connection alone. Being random it is the agent's nonce too. */
  ephemeralKey: rawKeySchema,
});

export type Hello = z.infer<typeof helloSchema>;

/** All that is read of a hello before its version is known to be served. */
export const greetingSchema = z.object({ type: z.literal('hello'), protocol: helloSchema.shape.protocol });
