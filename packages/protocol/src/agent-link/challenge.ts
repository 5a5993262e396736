import * as z from '../bounded.ts';
import { rawKeySchema, signatureSchema } from './raw-key.ts';

/** The hub's answer to `hello`, in the clear: its key, its half of the key exchange, and its signature over both halves. */
export const challengeSchema = z.object({
  type: z.literal('challenge'),
  protocol: z.whole(0, 65_535),
  hubPublicKey: rawKeySchema,
  /** X25519, made for this connection alone. */
  ephemeralKey: rawKeySchema,
  /** Over `handshakeTranscript('hub', ...)`. */
  signature: signatureSchema,
});

export type Challenge = z.infer<typeof challengeSchema>;

/** What both sides have said in the clear. */
export interface HandshakeParts {
  agentProtocol: number;
  hubProtocol: number;
  agentEphemeralKey: string;
  hubEphemeralKey: string;
  hubPublicKey: string;
}

/**
 * The text that each side signs. It binds versions (nobody talks them down), both halves of the key exchange (a relay
 * cannot put its own in) and both identities: `agentPublicKey` is the agent's in its proof, and empty in the hub's
 * signature, which is made before the hub knows it.
 */
export function handshakeTranscript(
  signer: 'hub' | 'agent',
  parts: HandshakeParts,
  agentPublicKey = '',
): string {
  return [
    'orrery-handshake-3',
    signer,
    parts.agentProtocol,
    parts.hubProtocol,
    parts.agentEphemeralKey,
    parts.hubEphemeralKey,
    parts.hubPublicKey,
    agentPublicKey,
  ].join('\n');
}
