import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLineSplitter, splitLines } from '../index.ts';

const encoder = new TextEncoder();

describe('splitting bytes into lines', () => {
  it('[TR2] ends a line at a newline and at nothing else', () => {
    const bytes = encoder.encode('\ufeffa\r\n\n\u0000b\u2028c\u0085d\n');
    const withInvalid = Uint8Array.from([...bytes, 0xff, 0xfe, 0x0a]);
    const lines = splitLines(withInvalid, 100);
    expect(lines.map((line) => line.offset)).toEqual([100, 106, 107, 117]);
    expect(lines.map((line) => [...line.bytes])).toEqual([
      [...encoder.encode('\ufeffa\r')],
      [],
      [...encoder.encode('\u0000b\u2028c\u0085d')],
      [0xff, 0xfe],
    ]);
  });

  it('[TR3] holds what no newline ends, and says where it begins', () => {
    const splitter = createLineSplitter(10);
    expect(splitter.push(encoder.encode('one\ntw')).map((line) => line.offset)).toEqual([10]);
    expect(splitter.heldBytes).toBe(2);
    expect(splitter.offset).toBe(14);
    expect(splitter.push(encoder.encode('o'))).toEqual([]);
    const [line] = splitter.push(encoder.encode('\n'));
    expect(line).toEqual({ bytes: encoder.encode('two'), offset: 14 });
    expect(splitter.heldBytes).toBe(0);
    expect(splitter.offset).toBe(18);
  });

  it('[TR3] keeps a held tail although the read buffer is used again', () => {
    const splitter = createLineSplitter();
    const buffer = encoder.encode('abc');
    splitter.push(buffer);
    buffer.fill(0x58);
    expect(splitter.push(encoder.encode('\n'))[0]?.bytes).toEqual(encoder.encode('abc'));
  });

  it('[TR3] gives the same lines for any cut into chunks', () => {
    const byte = fc.oneof(fc.constant(0x0a), fc.integer({ min: 0, max: 255 }));
    fc.assert(
      fc.property(
        fc.array(byte, { maxLength: 300 }),
        fc.array(fc.nat(40), { maxLength: 60 }),
        (raw, cuts) => {
          const bytes = Uint8Array.from(raw);
          const splitter = createLineSplitter(7);
          const lines = [];
          let at = 0;
          for (const size of [...cuts, bytes.length]) {
            for (const line of splitter.push(bytes.slice(at, at + size))) {
              lines.push({ bytes: [...line.bytes], offset: line.offset });
            }
            at += size;
          }
          const whole = splitLines(bytes, 7).map((line) => ({ bytes: [...line.bytes], offset: line.offset }));
          expect(lines).toEqual(whole);
          expect(splitter.offset + splitter.heldBytes).toBe(7 + bytes.length);
        },
      ),
      { numRuns: 300 },
    );
  });
});
