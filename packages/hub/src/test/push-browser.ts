import { createDecipheriv, createECDH, hkdfSync, randomBytes } from 'node:crypto';
import type { PushPayload } from '@orrery/protocol';
import type { PushKeys } from '../notices/push-encryption.ts';

/** A browser's end of Web Push: makes keys, and reads what is sent to them. */
export interface PushBrowser {
  readonly keys: PushKeys;
  decrypt(body: Uint8Array): string;
  read(body: Uint8Array): PushPayload;
}

/** With new keys, or those of a test vector. */
export function createPushBrowser(fixed?: { privateKey: string; auth: string }): PushBrowser {
  const ecdh = createECDH('prime256v1');
  if (fixed) ecdh.setPrivateKey(fixed.privateKey, 'base64url');
  else ecdh.generateKeys();
  const auth = fixed ? Buffer.from(fixed.auth, 'base64url') : randomBytes(16);
  const decrypt = (body: Uint8Array) => {
    const bytes = Buffer.from(body);
    const salt = bytes.subarray(0, 16);
    const sender = bytes.subarray(21, 21 + bytes.readUInt8(20));
    const info = Buffer.concat([Buffer.from('WebPush: info\0'), ecdh.getPublicKey(), sender]);
    const input = Buffer.from(hkdfSync('sha256', ecdh.computeSecret(sender), auth, info, 32));
    const derive = (label: string, length: number) =>
      Buffer.from(hkdfSync('sha256', input, salt, `Content-Encoding: ${label}\0`, length));
    const record = bytes.subarray(21 + sender.length);
    const decipher = createDecipheriv('aes-128-gcm', derive('aes128gcm', 16), derive('nonce', 12));
    decipher.setAuthTag(record.subarray(-16));
    const padded = Buffer.concat([decipher.update(record.subarray(0, -16)), decipher.final()]);
    return padded.subarray(0, padded.lastIndexOf(2)).toString('utf8');
  };
  return {
    keys: { p256dh: ecdh.getPublicKey('base64url'), auth: auth.toString('base64url') },
    decrypt,
    read: (body) => JSON.parse(decrypt(body)) as PushPayload,
  };
}
