import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MAX_GENERATION } from '../wire-limits.ts';
import { ackSchema, type BatchHeader, batchHeaderSchema } from './batch.ts';
import { decodeBatchFrame, encodeBatchFrame } from './batch-frame.ts';
import { committedFileSchema } from './manifest.ts';

const header: BatchHeader = {
  type: 'batch',
  root: '/home/ana/.claude',
  path: 'projects/-home-ana-app/0b0e.jsonl',
  generation: 2,
  start: 10,
  end: 42,
  sha256: 'a'.repeat(64),
  encoding: 'zstd',
  identity: {
    dev: '1',
    ino: '18446744073709551615',
    birthtimeMs: 1.5,
    headLength: 10,
    headHash: 'b',
    tailLength: 10,
    tailHash: 'c',
  },
  lagLines: 7,
};

test('[PR2] a frame carries any payload unchanged behind its header', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 5000 }), fc.string({ unit: 'grapheme' }), (payload, path) => {
      const decoded = decodeBatchFrame(encodeBatchFrame({ ...header, path }, payload));
      expect(decoded.header).toEqual({ ...header, path });
      expect(decoded.payload).toEqual(payload);
    }),
  );
});

test('[PR3] a cut, foreign or lying frame is refused as invalid, whatever its bytes', () => {
  const frame = encodeBatchFrame(header, new Uint8Array(20));
  for (let length = 0; length < frame.length - 20; length++) {
    expect(() => decodeBatchFrame(frame.subarray(0, length))).toThrow(
      expect.objectContaining({ kind: 'invalid' }),
    );
  }
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      expect(() => decodeBatchFrame(bytes)).toThrow(expect.objectContaining({ kind: 'invalid' }));
    }),
  );
});

test('[PR4] a header with a field out of range is refused', () => {
  for (const wrong of [{ start: -1 }, { sha256: 'short' }, { encoding: 'brotli' }, { generation: 1.5 }]) {
    const frame = encodeBatchFrame({ ...header, ...wrong } as BatchHeader, new Uint8Array());
    expect(() => decodeBatchFrame(frame)).toThrow(expect.objectContaining({ kind: 'invalid' }));
  }
});

test('[PR4] a generation that has none after it is refused, whoever says it', () => {
  const said = (generation: number): boolean[] => [
    batchHeaderSchema.safeParse({ ...header, generation }).success,
    ackSchema.safeParse({ ...header, type: 'ack', committed: 0, outcome: 'refused', generation }).success,
    committedFileSchema.safeParse({ ...header, committed: 0, generation }).success,
  ];
  expect(said(MAX_GENERATION)).toEqual([true, true, true]);
  expect(said(MAX_GENERATION + 1)).toEqual([false, false, false]);
  expect(Number.isSafeInteger(MAX_GENERATION + 1)).toBe(true);
});
