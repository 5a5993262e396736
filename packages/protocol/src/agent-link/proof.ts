import * as z from '../bounded.ts';
import { hostFactsSchema } from '../views/host-view.ts';
import { rawKeySchema, signatureSchema } from './raw-key.ts';

/**
 * The agent says who it is and proves it. The first sealed frame: only the hub that signed the challenge can read it, so
 * the join secret is in it whenever the agent has one.
 */
export const proofSchema = z.object({
  type: z.literal('proof'),
  /** Raw ed25519 public key: the agent's identity. */
  publicKey: rawKeySchema,
  /** Over `handshakeTranscript('agent', ..., publicKey)`. */
  signature: signatureSchema,
  /** Looked at when the hub does not know the key. */
  joinSecret: z.text(128).optional(),
  agentVersion: z.text(64),
  name: z.text(128).min(1),
  /** Hash over what tells two machines apart although a disk copy gave them one key. */
  machine: z.text(128),
  /** Random per process start. */
  runId: z.text(64),
  facts: hostFactsSchema,
});

export type Proof = z.infer<typeof proofSchema>;
