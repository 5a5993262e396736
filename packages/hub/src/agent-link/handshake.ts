import { randomBytes } from 'node:crypto';
import {
  type Challenge,
  type Hello,
  handshakeTranscript,
  OLDEST_PROTOCOL_VERSION,
  OrreryError,
  PROTOCOL_VERSION,
  type Proof,
} from '@orrery/protocol';
import { type HubKey, isSignedBy } from './hub-key.ts';

/** A handshake that waits for its proof. The nonce is ours and used once, so an old proof fits no other handshake. */
export interface OpenHandshake {
  hello: Hello;
  hubNonce: string;
  mustJoin: boolean;
}

/** 32 bytes, base64url. */
const NONCE = /^[A-Za-z0-9_-]{43}$/;

/** Answers `hello`: our key, our nonce, our signature. Throws for a version or key we cannot talk to. */
export function openHandshake(
  hello: Hello,
  { hubKey, mustJoin }: { hubKey: HubKey; mustJoin: boolean },
): { handshake: OpenHandshake; challenge: Challenge } {
  if (hello.protocol < OLDEST_PROTOCOL_VERSION || hello.protocol > PROTOCOL_VERSION) {
    throw new OrreryError(
      'unsupportedVersion',
      `This hub speaks protocol ${OLDEST_PROTOCOL_VERSION} to ${PROTOCOL_VERSION}; the agent speaks ${hello.protocol}. ` +
        `Update ${hello.protocol > PROTOCOL_VERSION ? 'the hub' : 'the agent'}.`,
    );
  }
  if (!NONCE.test(hello.nonce) || !NONCE.test(hello.publicKey)) {
    throw new OrreryError('invalid', 'The key and the nonce are 32 bytes each, base64url.');
  }
  const handshake = { hello, hubNonce: randomBytes(32).toString('base64url'), mustJoin };
  const challenge: Challenge = {
    type: 'challenge',
    protocol: PROTOCOL_VERSION,
    hubPublicKey: hubKey.publicKey,
    nonce: handshake.hubNonce,
    signature: hubKey.sign(transcript('hub', handshake, hubKey)),
    mustJoin,
  };
  return { handshake, challenge };
}

/** Throws `unauthenticated` unless the agent signed this very handshake with the key it named, for this hub. */
export function checkProof(proof: Proof, handshake: OpenHandshake, hubKey: HubKey): void {
  if (isSignedBy(handshake.hello.publicKey, transcript('agent', handshake, hubKey), proof.signature)) return;
  throw new OrreryError('unauthenticated', 'The proof does not fit the key of this agent.');
}

function transcript(signer: 'hub' | 'agent', { hello, hubNonce }: OpenHandshake, hubKey: HubKey): string {
  return handshakeTranscript(signer, {
    agentNonce: hello.nonce,
    hubNonce,
    agentPublicKey: hello.publicKey,
    hubPublicKey: hubKey.publicKey,
  });
}
