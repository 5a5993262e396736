import * as z from '../bounded.ts';

/** The hub's answer to `hello`: its own key and nonce, and its signature over `handshakeTranscript('hub', ...)`. */
export const challengeSchema = z.object({
  type: z.literal('challenge'),
  protocol: z.whole(0, 65_535),
  hubPublicKey: z.text(64),
  nonce: z.text(64),
  signature: z.text(128),
  /** The hub does not know this key: `proof` must carry a join secret. */
  mustJoin: z.boolean(),
});

export type Challenge = z.infer<typeof challengeSchema>;

/** The bytes that each side signs: who signs, both nonces, both keys. Binding all four stops relays and replays. */
export function handshakeTranscript(
  signer: 'hub' | 'agent',
  parts: { agentNonce: string; hubNonce: string; agentPublicKey: string; hubPublicKey: string },
): string {
  return [
    'orrery-handshake-1',
    signer,
    parts.agentNonce,
    parts.hubNonce,
    parts.agentPublicKey,
    parts.hubPublicKey,
  ].join('\n');
}
