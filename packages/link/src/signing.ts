import { createHash, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';

/** ed25519 signature of a text, base64url. */
export function signText(privateKey: KeyObject, text: string): string {
  return sign(null, Buffer.from(text), privateKey).toString('base64url');
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

/** base64url SHA-256 of a raw public key: what a join token pins. */
export function hashPublicKey(publicKey: string): string {
  return createHash('sha256').update(Buffer.from(publicKey, 'base64url')).digest('base64url');
}
