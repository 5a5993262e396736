import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign,
  verify,
} from 'node:crypto';
import { join } from 'node:path';
import { OrreryError } from '@orrery/protocol';
import { readOrCreatePrivateFile } from '../server/private-file.ts';

/** The hub's identity. Agents pin its hash through the join token. */
export interface HubKey {
  /** Raw ed25519 public key, base64url. */
  readonly publicKey: string;
  /** base64url SHA-256 of the raw public key. */
  readonly hash: string;
  /** Signature, base64url. */
  sign(text: string): string;
}

/** Reads `<dataDir>/hub.key`; makes it at the first start. */
export function openHubKey(dataDir: string): HubKey {
  const path = join(dataDir, 'hub.key');
  const pem = readOrCreatePrivateFile(path, () =>
    generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  );
  const key = readKey(pem, path);
  const publicKey = createPublicKey(key).export({ format: 'jwk' }).x ?? '';
  return {
    publicKey,
    hash: createHash('sha256').update(Buffer.from(publicKey, 'base64url')).digest('base64url'),
    sign: (text) => sign(null, Buffer.from(text), key).toString('base64url'),
  };
}

/** True when `signature` over `text` was made with the private half of a raw ed25519 public key. Never throws. */
export function isSignedBy(publicKey: string, text: string, signature: string): boolean {
  if (Buffer.from(publicKey, 'base64url').length !== 32) return false;
  try {
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: publicKey }, format: 'jwk' });
    return verify(null, Buffer.from(text), key, Buffer.from(signature, 'base64url'));
  } catch {
    // A point that is not on the curve: nobody can have signed with it.
    return false;
  }
}

function readKey(pem: string, path: string) {
  try {
    return createPrivateKey(pem);
  } catch (cause) {
    throw new OrreryError(
      'storage',
      `${path} is not a key. Restore it; a new key would lock every agent out.`,
      { cause },
    );
  }
}
