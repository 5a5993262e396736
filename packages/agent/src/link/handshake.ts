import { createHash, createPublicKey, randomBytes, sign, verify } from 'node:crypto';
import {
  type Challenge,
  handshakeTranscript,
  OLDEST_PROTOCOL_VERSION,
  OrreryError,
  type Proof,
} from '@orrery/protocol';
import type { KeyPair } from '../identity/key-pair.ts';

/** 32 random bytes in base64url. */
export function createNonce(): string {
  return randomBytes(32).toString('base64url');
}

/** base64url SHA-256 of a raw public key: what a join token pins. */
export function hashPublicKey(publicKey: string): string {
  return createHash('sha256').update(Buffer.from(publicKey, 'base64url')).digest('base64url');
}

/**
 * Checks that the hub is the pinned one, then proves this agent's key. The join secret goes only to a hub that has
 * just proved itself. Throws `hubKeyMismatch`, `unsupportedVersion` or `joinRefused`.
 */
export function answerChallenge(
  challenge: Challenge,
  own: { keys: KeyPair; nonce: string; pinnedHubKeyHash: string; joinSecret: string | null },
): Proof {
  if (challenge.protocol < OLDEST_PROTOCOL_VERSION) {
    throw new OrreryError(
      'unsupportedVersion',
      `The hub speaks protocol ${challenge.protocol}, this agent needs ${OLDEST_PROTOCOL_VERSION} or newer. Update the hub.`,
    );
  }
  const parts = {
    agentNonce: own.nonce,
    hubNonce: challenge.nonce,
    agentPublicKey: own.keys.publicKey,
    hubPublicKey: challenge.hubPublicKey,
  };
  if (hashPublicKey(challenge.hubPublicKey) !== own.pinnedHubKeyHash || !isSignedByHub(challenge, parts)) {
    throw new OrreryError(
      'hubKeyMismatch',
      'The hub that answers is not the one this machine joined. If the hub was set up anew, join again with a new token.',
    );
  }
  if (challenge.mustJoin && own.joinSecret === null) {
    throw new OrreryError(
      'joinRefused',
      'The hub does not know this machine (any more). Join again with a new token.',
    );
  }
  const signature = sign(null, Buffer.from(handshakeTranscript('agent', parts)), own.keys.privateKey);
  const proof: Proof = { type: 'proof', signature: signature.toString('base64url') };
  if (challenge.mustJoin && own.joinSecret !== null) proof.joinSecret = own.joinSecret;
  return proof;
}

function isSignedByHub(challenge: Challenge, parts: Parameters<typeof handshakeTranscript>[1]): boolean {
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: challenge.hubPublicKey };
  const key = createPublicKey({ key: jwk, format: 'jwk' });
  const text = Buffer.from(handshakeTranscript('hub', parts));
  return verify(null, text, key, Buffer.from(challenge.signature, 'base64url'));
}
