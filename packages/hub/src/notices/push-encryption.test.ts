import { describe, expect, it } from 'vitest';
import { createPushBrowser } from '../test/push-browser.ts';
import { checkPushKeys, encryptPush, MAX_PUSH_BYTES } from './push-encryption.ts';

/** RFC 8291, appendix A. */
const VECTOR = {
  text: 'When I grow up, I want to be a watermelon',
  senderPrivateKey: 'yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw',
  receiverPrivateKey: 'q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94',
  receiverPublicKey:
    'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
  salt: 'DGv6ra1nlYgDCS1FRnbzlw',
  auth: 'BTBZMqHH6r4Tts7J_aSIgg',
  message:
    'DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN',
};

describe('push encryption', () => {
  it('[NT10] gives the message of the standard', () => {
    const keys = { p256dh: VECTOR.receiverPublicKey, auth: VECTOR.auth };
    const message = encryptPush(Buffer.from(VECTOR.text), keys, {
      salt: Buffer.from(VECTOR.salt, 'base64url'),
      senderPrivateKey: Buffer.from(VECTOR.senderPrivateKey, 'base64url'),
      padToBytes: 1,
    });
    expect(Buffer.from(message).toString('base64url')).toBe(VECTOR.message);
    const browser = createPushBrowser({ privateKey: VECTOR.receiverPrivateKey, auth: VECTOR.auth });
    expect(browser.decrypt(message)).toBe(VECTOR.text);
  });

  it('[NT10] hides the length and never repeats itself', () => {
    const browser = createPushBrowser();
    const short = encryptPush(Buffer.from('a'), browser.keys);
    const longer = encryptPush(Buffer.from('a'.repeat(400)), browser.keys);
    expect(longer.length).toBe(short.length);
    expect(encryptPush(Buffer.from('a'), browser.keys)).not.toEqual(short);
    expect(browser.decrypt(longer)).toBe('a'.repeat(400));
    const longest = encryptPush(Buffer.alloc(MAX_PUSH_BYTES, 'x'), browser.keys);
    expect(longest.length).toBe(4096);
    expect(() => encryptPush(Buffer.alloc(MAX_PUSH_BYTES + 1), browser.keys)).toThrow(RangeError);
  });

  it('[NT11] refuses keys that no browser gives', () => {
    const { keys } = createPushBrowser();
    expect(() => checkPushKeys(keys)).not.toThrow();
    const point = Buffer.from(keys.p256dh, 'base64url');
    const offCurve = Buffer.from(point).fill(7, 1);
    const bad = [
      { ...keys, auth: '' },
      { ...keys, auth: 'x'.repeat(64) },
      { ...keys, p256dh: '' },
      { ...keys, p256dh: 'not base64' },
      { ...keys, p256dh: point.subarray(0, 64).toString('base64url') },
      { ...keys, p256dh: offCurve.toString('base64url') },
      { ...keys, p256dh: Buffer.alloc(65).toString('base64url') },
    ];
    for (const one of bad) expect(() => checkPushKeys(one)).toThrow('not those of a browser');
  });
});
