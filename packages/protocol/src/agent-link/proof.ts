import * as z from '../bounded.ts';

/** The agent's signature over `handshakeTranscript('agent', ...)`, with the join secret where the hub asked for one. */
export const proofSchema = z.object({
  type: z.literal('proof'),
  signature: z.text(128),
  joinSecret: z.text(128).optional(),
});

export type Proof = z.infer<typeof proofSchema>;
