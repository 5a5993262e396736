import { createCipheriv, createECDH, hkdfSync, randomBytes } from 'node:crypto';
import { OrreryError } from '@orrery/protocol';

/** Keys of a subscription, as the browser gives them (base64url). */
export interface PushKeys {
  p256dh: string;
  auth: string;
}

interface EncryptOptions {
  /** Fixed only by the test vector. */
  salt?: Uint8Array;
  senderPrivateKey?: Uint8Array;
  /** Hides the length: the text is filled up to a multiple of this many bytes. */
  padToBytes?: number;
}

const RECORD_BYTES = 4096;
const HEADER_BYTES = 86;
const TAG_BYTES = 16;

/** Longest text that fits the one record that every push service takes. */
export const MAX_PUSH_BYTES = RECORD_BYTES - HEADER_BYTES - TAG_BYTES - 1;

/** Throws `invalid` for keys that no browser gives. */
export function checkPushKeys(keys: PushKeys): void {
  if (decode(keys.auth).length !== 16) throw unusable();
  const probe = createECDH('prime256v1');
  probe.generateKeys();
  sharedSecret(probe, decode(keys.p256dh));
}

/** Encrypts for one subscription: RFC 8291, one record of `aes128gcm` (RFC 8188). */
export function encryptPush(text: Uint8Array, keys: PushKeys, options: EncryptOptions = {}): Uint8Array {
  const { salt = randomBytes(16), padToBytes = 512 } = options;
  const receiver = decode(keys.p256dh);
  const ecdh = createECDH('prime256v1');
  if (options.senderPrivateKey) ecdh.setPrivateKey(options.senderPrivateKey);
  else ecdh.generateKeys();
  const sender = ecdh.getPublicKey();
  const keyInfo = Buffer.concat([Buffer.from('WebPush: info\0'), receiver, sender]);
  const input = hkdf(sharedSecret(ecdh, receiver), decode(keys.auth), keyInfo, 32);
  const contentKey = hkdf(input, salt, 'Content-Encoding: aes128gcm\0', 16);
  const nonce = hkdf(input, salt, 'Content-Encoding: nonce\0', 12);
  const header = Buffer.alloc(HEADER_BYTES);
  header.set(salt, 0);
  header.writeUInt32BE(RECORD_BYTES, 16);
  header.writeUInt8(sender.length, 20);
  header.set(sender, 21);
  const cipher = createCipheriv('aes-128-gcm', contentKey, nonce);
  const padded = pad(text, padToBytes);
  return Buffer.concat([header, cipher.update(padded), cipher.final(), cipher.getAuthTag()]);
}

/** The byte 2 ends the text of a last record; zeros follow. */
function pad(text: Uint8Array, toBytes: number): Uint8Array {
  if (text.length > MAX_PUSH_BYTES) throw new RangeError(`a push of ${text.length} bytes fits no record`);
  const length = Math.min(MAX_PUSH_BYTES, Math.ceil(text.length / toBytes) * toBytes);
  const padded = new Uint8Array(length + 1);
  padded.set(text);
  padded[text.length] = 2;
  return padded;
}

function hkdf(secret: Uint8Array, salt: Uint8Array, info: string | Uint8Array, bytes: number): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', secret, salt, info, bytes));
}

function sharedSecret(ecdh: ReturnType<typeof createECDH>, receiver: Uint8Array): Uint8Array {
  if (receiver.length !== 65) throw unusable();
  try {
    return ecdh.computeSecret(receiver);
  } catch (cause) {
    throw unusable(cause);
  }
}

function unusable(cause?: unknown): OrreryError {
  return new OrreryError('invalid', 'The keys of the subscription are not those of a browser.', { cause });
}

function decode(text: string): Buffer {
  return Buffer.from(text, 'base64url');
}
