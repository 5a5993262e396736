import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryCut, arbitraryText } from '../test/arbitrary-text.ts';
import { foldAscii, utf8 } from '../test/utf8.ts';
import { createNeedle, findNeedle } from './needle.ts';

/** All places, found on folded strings of bytes. */
function naive(text: string, needle: string): number[] {
  const bytes = Buffer.from(foldAscii(text)).toString('latin1');
  const wanted = Buffer.from(foldAscii(needle)).toString('latin1');
  const places: number[] = [];
  for (let at = bytes.indexOf(wanted); at !== -1; at = bytes.indexOf(wanted, at + 1)) places.push(at);
  return places;
}

function all(text: string, needle: string): number[] {
  const bytes = utf8(text);
  const prepared = createNeedle(needle);
  const places: number[] = [];
  for (let at = -1; ; ) {
    at = findNeedle(bytes, prepared, at + 1, bytes.length);
    if (at === -1) return places;
    places.push(at);
  }
}

describe('findNeedle', () => {
  it('[MA1] finds every place where plain comparison finds one, ASCII letters in either case', () => {
    let found = 0;
    fc.assert(
      fc.property(arbitraryCut, fc.boolean(), ({ text, piece }, isUpper) => {
        fc.pre(piece !== '');
        const needle = isUpper ? piece.replaceAll(/[a-z]/g, (letter) => letter.toUpperCase()) : piece;
        const places = all(text, needle);
        found += places.length;
        expect(places).toEqual(naive(text, needle));
        expect(places.length).toBeGreaterThan(0);
      }),
      { numRuns: 1_000 },
    );
    expect(found).toBeGreaterThan(1_000);
  });

  it('[MA1] finds nothing where plain comparison finds nothing', () => {
    fc.assert(
      fc.property(arbitraryText, fc.string({ minLength: 1, maxLength: 4 }), (text, needle) => {
        expect(all(text, needle)).toEqual(naive(text, needle));
      }),
    );
  });

  it('[MA2] stays between the given bounds', () => {
    const text = utf8('needle needle needle');
    const needle = createNeedle('needle');
    expect(findNeedle(text, needle, 1, text.length)).toBe(7);
    expect(findNeedle(text, needle, 1, 12)).toBe(-1);
    expect(findNeedle(text, needle, 7, 13)).toBe(7);
  });

  it('[MA3] finds a needle of several hundred bytes and none for an empty one', () => {
    const long = 'abc'.repeat(200);
    expect(all(`x${long}y`, long)).toEqual([1]);
    expect(all('anything', '')).toEqual([]);
  });
});
