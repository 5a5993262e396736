import {
  createHash,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
} from 'node:crypto';
import { OrreryError } from '@orrery/protocol';

/** One side's half of a key exchange: X25519, made for one connection and forgotten with it. */
export interface EphemeralKey {
  /** Raw, base64url. */
  readonly publicKey: string;
  readonly privateKey: KeyObject;
}

/** The two keys of a connection, 32 bytes each. */
export interface LinkKeys {
  agentToHub: Buffer;
  hubToAgent: Buffer;
}

/** A new random half. */
export function createEphemeralKey(): EphemeralKey {
  const { publicKey, privateKey } = generateKeyPairSync('x25519');
  return { publicKey: String(publicKey.export({ format: 'jwk' }).x), privateKey };
}

/**
 * Both halves -> the keys of both directions: X25519, then HKDF-SHA256 salted with the transcript that both sides sign
 * (RFC 5869), so that keys agree only where everything that was said does. Throws `invalid` for a half that is no point
 * or gives a secret that does not depend on ours (RFC 7748, 6.1).
 */
export function deriveLinkKeys(own: EphemeralKey, theirs: string, transcript: string): LinkKeys {
  const secret = exchange(own, theirs);
  const salt = createHash('sha256').update(transcript).digest();
  const derive = (direction: string) =>
    Buffer.from(hkdfSync('sha256', secret, salt, `orrery link ${direction}`, 32));
  return { agentToHub: derive('agent to hub'), hubToAgent: derive('hub to agent') };
}

function exchange(own: EphemeralKey, theirs: string): Buffer {
  try {
    const publicKey = createPublicKey({ key: { kty: 'OKP', crv: 'X25519', x: theirs }, format: 'jwk' });
    return diffieHellman({ privateKey: own.privateKey, publicKey });
  } catch (cause) {
    throw new OrreryError('invalid', "The other side's half of the key exchange is none.", { cause });
  }
}
