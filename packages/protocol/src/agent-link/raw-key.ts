import * as z from '../bounded.ts';

/** A raw public key of 32 bytes (ed25519, X25519), base64url. */
export const rawKeySchema = z.textOf(43).regex(/^[A-Za-z0-9_-]{43}$/);

/** An ed25519 signature, 64 bytes, base64url. */
export const signatureSchema = z.textOf(86).regex(/^[A-Za-z0-9_-]{86}$/);
