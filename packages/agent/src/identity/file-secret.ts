import { hkdfSync } from 'node:crypto';
import { exportKeyPair, type KeyPair } from './key-pair.ts';

/** Tells this secret from any other that is made of the same key. */
const LABEL = 'orrery file identity';

/**
 * The secret that digests of this machine's files are keyed with. Made of the agent's own key, so it is the same after a
 * restart, and needs no file of its own; it never leaves the machine.
 */
export function deriveFileSecret(keys: KeyPair): Buffer {
  const { privateKey } = exportKeyPair(keys);
  return Buffer.from(hkdfSync('sha256', Buffer.from(privateKey, 'base64url'), '', LABEL, 32));
}
