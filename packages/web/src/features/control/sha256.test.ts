import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { sha256 } from './sha256.ts';

it('[WC19] counts the same digest as the hub, at every length around the ends of blocks', () => {
  const texts = ['', 'abc', 'Straße 日本 \u{1f600}', 'x'.repeat(200_000)];
  for (let length = 50; length < 140; length += 1) texts.push('é'.repeat(length >> 1) + 'a'.repeat(length));
  for (const text of texts) expect(sha256(text)).toBe(createHash('sha256').update(text).digest('hex'));
});
