import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maxPostingBytes, readPostings, writePostings } from './posting-codec.ts';
import { createVarintReader, writeVarint } from './varint.ts';

const anyList = fc
  .tuple(fc.integer({ min: 1, max: 5_000 }), fc.double({ min: 0, max: 1, noNaN: true }), fc.integer())
  .map(([size, density, seed]) => {
    let state = seed | 1;
    const positions: number[] = [];
    for (let position = 0; position < size; position++) {
      state = (Math.imul(state, 1_103_515_245) + 12_345) | 0;
      if ((state >>> 8) / 2 ** 24 < density ** 3) positions.push(position);
    }
    return { size, positions };
  });

function roundTrip(positions: number[], size: number): number[] {
  const before = 3;
  const out = new Uint8Array(before + maxPostingBytes(positions.length, size)).fill(0xff);
  const end = writePostings(Uint32Array.from([9, ...positions]), 1, positions.length + 1, size, out, before);
  expect(end).toBeLessThanOrEqual(out.length);
  const target = new Uint32Array(positions.length);
  readPostings(out.slice(0, end), before, positions.length, size, target);
  return [...target];
}

describe('posting lists', () => {
  it('[PO1] come back as they were, few or many, within the room that was said to be enough', () => {
    fc.assert(
      fc.property(anyList, ({ size, positions }) => {
        expect(roundTrip(positions, size)).toEqual(positions);
      }),
      { numRuns: 500 },
    );
  });

  it('[PO1] come back when they hold the edges only', () => {
    for (const size of [1, 2, 3, 4, 7, 8, 9, 65_536]) {
      for (const positions of [[], [0], [size - 1], size > 1 ? [0, size - 1] : []]) {
        expect(roundTrip(positions, size)).toEqual(positions);
      }
    }
  });

  it('[PO2] of all blocks and of none take no bytes', () => {
    const out = new Uint8Array(64);
    expect(
      writePostings(
        Uint32Array.from({ length: 40 }, (_, i) => i),
        0,
        40,
        40,
        out,
        5,
      ),
    ).toBe(5);
    expect(writePostings(new Uint32Array(0), 0, 0, 40, out, 5)).toBe(5);
  });

  it('[PO3] take at most a bit for each block of the segment, rounded up, and a byte', () => {
    fc.assert(
      fc.property(anyList, ({ size, positions }) => {
        const out = new Uint8Array(2 * size + 64);
        const end = writePostings(Uint32Array.from(positions), 0, positions.length, size, out, 0);
        expect(end).toBeLessThanOrEqual(Math.ceil(size / 8) + 1);
      }),
    );
  });
});

describe('varints', () => {
  it('[PO4] come back as they were up to the largest whole number', () => {
    fc.assert(
      fc.property(fc.array(fc.maxSafeNat()), (numbers) => {
        const out: number[] = [];
        for (const number of numbers) writeVarint(out, number);
        const reader = createVarintReader(Uint8Array.from(out));
        expect(numbers.map(() => reader.next())).toEqual(numbers);
        expect(reader.offset()).toBe(out.length);
      }),
    );
  });

  it('[PO5] that end too early are an error', () => {
    expect(() => createVarintReader(Uint8Array.of(0x80)).next()).toThrow('too early');
  });
});
