import * as z from '../bounded.ts';
import { hostFactsSchema } from '../views/host-view.ts';

/**
 * First message of an agent. Nothing secret is in it: the agent has not yet seen who answers. The handshake is
 * hello -> challenge (the hub proves its key) -> proof (the agent proves its key, and sends the join secret only to a
 * hub that it has just verified) -> welcome.
 */
export const helloSchema = z.object({
  type: z.literal('hello'),
  protocol: z.whole(0, 65_535),
  agentVersion: z.text(64),
  /** Raw ed25519 public key, base64url. It is the agent's identity. */
  publicKey: z.text(64),
  /** 32 random bytes, base64url. */
  nonce: z.text(64),
  name: z.text(128).min(1),
  /** Hash over what tells two machines apart although a disk copy gave them one key. */
  machine: z.text(128),
  /** Random per process start. */
  runId: z.text(64),
  facts: hostFactsSchema,
});

export type Hello = z.infer<typeof helloSchema>;
