import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { join } from 'node:path';
import { OrreryError } from '@orrery/protocol';
import { readOrCreatePrivateFile } from '../server/private-file.ts';

/** Proves to push services that a message comes from the hub that the browser subscribed to (RFC 8292). */
export interface VapidKey {
  /** Uncompressed point, base64url: what a page subscribes with. */
  readonly publicKey: string;
  /** Value of `Authorization` for a push service. */
  authorization(origin: string, now: number): string;
}

/** Services refuse proofs for more than a day, and some dislike a new one for every message. */
const LIFE_S = 12 * 3600;
const RENEW_BEFORE_S = 3600;
const MAX_KEPT = 100;

/** Reads `<dataDir>/vapid.key`; makes it at the first start. `subject`: whom a push service can turn to. */
export function openVapidKey(dataDir: string, subject: () => string): VapidKey {
  const path = join(dataDir, 'vapid.key');
  const pem = readOrCreatePrivateFile(path, () =>
    generateKeyPairSync('ec', { namedCurve: 'P-256' })
      .privateKey.export({ type: 'pkcs8', format: 'pem' })
      .toString(),
  );
  const key = readKey(pem, path);
  const { x = '', y = '' } = createPublicKey(key).export({ format: 'jwk' });
  const point = [Buffer.from([4]), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')];
  const publicKey = Buffer.concat(point).toString('base64url');
  const kept = new Map<string, { token: string; expiresS: number }>();
  return {
    publicKey,
    authorization: (origin, now) => {
      const nowS = Math.floor(now / 1000);
      let proof = kept.get(origin);
      if (proof === undefined || proof.expiresS - nowS < RENEW_BEFORE_S) {
        const expiresS = nowS + LIFE_S;
        proof = { token: signToken(key, { aud: origin, exp: expiresS, sub: subject() }), expiresS };
        if (kept.size >= MAX_KEPT) kept.clear();
        kept.set(origin, proof);
      }
      return `vapid t=${proof.token}, k=${publicKey}`;
    },
  };
}

/** Some push services refuse a subject of a loopback name, so that one gets an address that nobody has. */
export function vapidSubject(publicUrl: string): string {
  const { protocol, origin, hostname } = new URL(publicUrl);
  const isReachable = protocol === 'https:' && hostname.includes('.') && !hostname.startsWith('127.');
  return isReachable ? origin : 'mailto:nobody@example.com';
}

function signToken(key: KeyObject, claims: object): string {
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
  const text = `${encode({ typ: 'JWT', alg: 'ES256' })}.${encode(claims)}`;
  const signature = sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' });
  return `${text}.${signature.toString('base64url')}`;
}

function readKey(pem: string, path: string): KeyObject {
  const refusal = `${path} is not a P-256 key. Restore it, or remove it: browsers then have to turn notifications on again.`;
  let key: KeyObject;
  try {
    key = createPrivateKey(pem);
  } catch (cause) {
    throw new OrreryError('storage', refusal, { cause });
  }
  if (key.asymmetricKeyDetails?.namedCurve === 'prime256v1') return key;
  throw new OrreryError('storage', refusal);
}
