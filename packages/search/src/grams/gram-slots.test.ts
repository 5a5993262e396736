import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createNeedle } from '../match/needle.ts';
import { arbitraryCut, arbitraryText } from '../test/arbitrary-text.ts';
import { utf8 } from '../test/utf8.ts';
import { createSlotCollector, gramWindows, SLOT_COUNT } from './gram-slots.ts';
import { planGrams } from './plan-grams.ts';

function plainSlots(bytes: Uint8Array): Set<number> {
  const slots = gramWindows(bytes).flatMap(({ short, long, wide }) => [short, long, wide]);
  return new Set(slots.filter((slot) => slot !== -1));
}

describe('grams', () => {
  it('[GR1] are collected fast as they are collected plainly, each once', () => {
    const collector = createSlotCollector();
    fc.assert(
      fc.property(arbitraryText, (text) => {
        const slots = [...collector.slotsOf(utf8(text))];
        expect(new Set(slots)).toEqual(plainSlots(utf8(text)));
        expect(slots.length).toBe(new Set(slots).size);
        expect(slots.every((slot) => slot >= 0 && slot < SLOT_COUNT)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('[GR1] are those of names and word edges too, whatever stands around them', () => {
    const collector = createSlotCollector();
    const part = fc.constantFrom(
      'src',
      'core',
      'migration',
      'Operator',
      'able',
      'a',
      '.',
      '/',
      '-',
      '_',
      ' ',
      '\n',
      '(',
      '庫',
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 40 }), (parts) => {
        const bytes = utf8(parts.join(''));
        expect(new Set(collector.slotsOf(bytes))).toEqual(plainSlots(bytes));
      }),
      { numRuns: 500 },
    );
  });

  it('[GR3] tell which words stand beside each other, and what a path goes on with', () => {
    const slots = new Set(
      createSlotCollector().slotsOf(utf8('mutable index, a client cannot; core/test.ts e/main.go')),
    );
    const isLikely = (text: string) => planGrams(createNeedle(text)).every((slot) => slots.has(slot));
    expect(['mutable index', 'client cannot', 'core/test.ts'].filter(isLikely)).toHaveLength(3);
    expect(['mutable client', 'core/main.go'].filter(isLikely)).toEqual([]);
  });

  it('[GR2] of a text that is taken in pieces are those of the whole', () => {
    const text = utf8(Array.from({ length: 30_000 }, (_, i) => `word${(i * 7919) % 10_007} 庫`).join('\t'));
    expect(text.length).toBeGreaterThan(300_000);
    expect(new Set(createSlotCollector().slotsOf(text))).toEqual(plainSlots(text));
  });

  it('[GR3] of a needle are all among those of a text that holds it, in either case', () => {
    const collector = createSlotCollector();
    fc.assert(
      fc.property(arbitraryCut, fc.boolean(), ({ text, piece }, isUpper) => {
        const slots = new Set(collector.slotsOf(utf8(isUpper ? text.toUpperCase() : text)));
        fc.pre(!isUpper || foldsToItself(text));
        for (const slot of planGrams(createNeedle(piece))) expect(slots).toContain(slot);
      }),
      { numRuns: 1_000 },
    );
  });

  it('[GR4] give one CJK character a probe, and two letters none', () => {
    expect(planGrams(createNeedle('庫'))).toHaveLength(1);
    expect(planGrams(createNeedle('if'))).toEqual([]);
    expect(planGrams(createNeedle('a\nb\nc'))).toEqual([]);
  });

  it('[GR5] of a long needle are tried far apart first, and not too many of them', () => {
    const needle = createNeedle('abcdefghij klmnopqrst uvwxyz'.repeat(20));
    const slots = planGrams(needle);
    expect(slots.length).toBeLessThanOrEqual(72);
    expect(new Set(slots).size).toBe(slots.length);
    expect(plainSlots(needle.bytes).size).toBeGreaterThan(30);
  });
});

/** Upper case of letters beyond ASCII is another text. */
function foldsToItself(text: string): boolean {
  return text.toUpperCase() === text.replaceAll(/[a-z]/g, (letter) => letter.toUpperCase());
}
