import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { join } from 'node:path';
import { hashPublicKey, signText } from '@orrery/link';
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
    hash: hashPublicKey(publicKey),
    sign: (text) => signText(key, text),
  };
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
