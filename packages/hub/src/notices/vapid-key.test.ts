import { createPublicKey, verify } from 'node:crypto';
import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../test/test-hub.ts';
import { openVapidKey, vapidSubject } from './vapid-key.ts';

const NOW = 1_700_000_000_000;

it('[NT10] signs for one push service, for half a day, with a key that is made once', () => {
  const dataDir = temporaryFolder();
  const key = openVapidKey(dataDir, () => 'https://orrery.example.com');
  const header = key.authorization('https://push.example', NOW);
  const [, head = '', claims = '', signature = '', publicKey] =
    /^vapid t=([\w-]+)\.([\w-]+)\.([\w-]+), k=([\w-]+)$/.exec(header) ?? [];
  const decode = (part: string): unknown => JSON.parse(Buffer.from(part, 'base64url').toString());
  expect(decode(head)).toEqual({ typ: 'JWT', alg: 'ES256' });
  const exp = NOW / 1000 + 12 * 3600;
  expect(decode(claims)).toEqual({ aud: 'https://push.example', exp, sub: 'https://orrery.example.com' });
  expect(publicKey).toBe(key.publicKey);
  const point = Buffer.from(key.publicKey, 'base64url');
  const coordinate = (start: number) => point.subarray(start, start + 32).toString('base64url');
  const jwk = { kty: 'EC', crv: 'P-256', x: coordinate(1), y: coordinate(33) };
  const verifier = { key: createPublicKey({ key: jwk, format: 'jwk' }), dsaEncoding: 'ieee-p1363' as const };
  const text = Buffer.from(`${head}.${claims}`);
  expect(verify('sha256', text, verifier, Buffer.from(signature, 'base64url'))).toBe(true);

  expect(key.authorization('https://push.example', NOW + 3_600_000)).toBe(header);
  expect(key.authorization('https://push.example', NOW + 11.5 * 3_600_000)).not.toBe(header);
  expect(key.authorization('https://other.example', NOW)).not.toBe(header);
  expect(openVapidKey(dataDir, () => '').publicKey).toBe(key.publicKey);
  expect(statSync(join(dataDir, 'vapid.key')).mode & 0o777).toBe(0o600);
});

it('says what to do with a key file that is none', () => {
  const dataDir = temporaryFolder();
  writeFileSync(join(dataDir, 'vapid.key'), 'nothing');
  expect(() => openVapidKey(dataDir, () => '')).toThrow('Restore it, or remove it');
});

it('[NT10] gives push services a subject that they take', () => {
  expect(vapidSubject('https://orrery.example.com/x')).toBe('https://orrery.example.com');
  expect(vapidSubject('http://127.0.0.1:4680')).toBe('mailto:nobody@example.com');
  expect(vapidSubject('https://localhost:4680')).toBe('mailto:nobody@example.com');
});
