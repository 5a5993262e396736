import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { OrreryError } from '@orrery/protocol';

/** An ed25519 pair. `publicKey` is the raw key in base64url: the agent's identity on the wire. */
export interface KeyPair {
  publicKey: string;
  privateKey: KeyObject;
}

/** A new random pair. */
export function createKeyPair(): KeyPair {
  const { privateKey } = generateKeyPairSync('ed25519');
  const { x } = privateKey.export({ format: 'jwk' });
  return { publicKey: String(x), privateKey };
}

/** The pair as two base64url strings, to be stored. */
export function exportKeyPair(pair: KeyPair): { publicKey: string; privateKey: string } {
  const { d } = pair.privateKey.export({ format: 'jwk' });
  return { publicKey: pair.publicKey, privateKey: String(d) };
}

/** Throws `invalid` where the strings are no key pair. */
export function importKeyPair(stored: { publicKey: string; privateKey: string }): KeyPair {
  try {
    const jwk = { kty: 'OKP', crv: 'Ed25519', x: stored.publicKey, d: stored.privateKey };
    const privateKey = createPrivateKey({ key: jwk, format: 'jwk' });
    return { publicKey: stored.publicKey, privateKey };
  } catch (cause) {
    throw new OrreryError('invalid', 'The stored agent key is not an ed25519 key.', { cause });
  }
}
