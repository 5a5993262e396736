import * as z from 'zod';

/** The agent's signature over `handshakeTranscript('agent', ...)`, with the join secret where the hub asked for one. */
export const proofSchema = z.object({
  type: z.literal('proof'),
  signature: z.string().max(128),
  joinSecret: z.string().max(128).optional(),
});

export type Proof = z.infer<typeof proofSchema>;
