import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planGrams } from '../grams/plan-grams.ts';
import { createNeedle } from '../match/needle.ts';
import { arbitraryText } from '../test/arbitrary-text.ts';
import { foldAscii, utf8 } from '../test/utf8.ts';
import { candidateBlocks } from './block-set.ts';
import { BUCKET_COUNT, bucketOf, firstSlotOf } from './bucket-codec.ts';
import { createSegmentBuilder, type SegmentPostings } from './segment-builder.ts';
import { decodeDirectory, encodeDirectory } from './segment-directory.ts';
import { mergeBucket, planMerge } from './segment-merger.ts';

const anyBlocks = fc.array(arbitraryText, { minLength: 1, maxLength: 12 });

function build(blocks: readonly (readonly [id: number, text: string])[]): SegmentPostings {
  const builder = createSegmentBuilder();
  for (const [id, text] of blocks) builder.add(id, utf8(text));
  return builder.finish();
}

function mergeAll(sources: readonly SegmentPostings[], isKept = (_: number) => true): SegmentPostings {
  const plan = planMerge(
    sources.map((source) => source.blockIds),
    isKept,
  );
  const buckets = new Map<number, Uint8Array<ArrayBuffer>>();
  for (let bucket = 0; bucket < BUCKET_COUNT; bucket++) {
    const merged = mergeBucket(
      plan,
      sources.map((source) => source.buckets.get(bucket)),
    );
    if (merged !== null) buckets.set(bucket, merged);
  }
  return { blockIds: plan.blockIds, buckets };
}

function candidates({ blockIds, buckets }: SegmentPostings, needle: string): number[] {
  const set = candidateBlocks(planGrams(createNeedle(needle)), blockIds.length, (bucket) =>
    buckets.get(bucket),
  );
  return blockIds.filter((_, position) => set[position] === 1);
}

describe('segments', () => {
  it('[SG1] never miss a block that holds the needle', () => {
    fc.assert(
      fc.property(anyBlocks, fc.nat(), fc.nat(20), (texts, from, length) => {
        const segment = build(texts.map((text, i) => [i + 1, text]));
        const source = texts[from % texts.length] ?? '';
        const needle = source
          .slice(from % (source.length + 1))
          .slice(0, length + 1)
          .toWellFormed();
        const holding = texts.flatMap((text, i) =>
          foldAscii(text.toWellFormed()).includes(foldAscii(needle)) ? i + 1 : [],
        );
        expect(candidates(segment, needle)).toEqual(expect.arrayContaining(holding));
      }),
      { numRuns: 200 },
    );
  });

  it('[SG2] leave few blocks to read for a needle that is in none of them', () => {
    const vocabulary = Array.from(
      { length: 4_000 },
      (_, i) => `w${((i * 2_654_435_761) >>> 0).toString(36)}`,
    );
    const text = (i: number): string =>
      Array.from({ length: 300 }, (_, w) => vocabulary[(i * 131 + w * w * 7) % vocabulary.length]).join(' ');
    const segment = build(Array.from({ length: 200 }, (_, i) => [i + 1, text(i)]));
    expect(candidates(segment, 'connection refused').length).toBeLessThan(10);
    expect(candidates(segment, '庫')).toEqual([]);
  });

  it('[SG3] order their blocks by id, whatever order they came in', () => {
    const ids = [7, 3, 5, 11, 2, 13, 17, 19];
    const segment = build(ids.map((id) => [id, id % 5 === 2 ? 'text with 庫' : 'text with 資']));
    expect(segment.blockIds).toEqual(ids.toSorted((a, b) => a - b));
    expect(candidates(segment, '庫')).toEqual([2, 7, 17]);
  });

  it('[SG4] merge to the very bytes of the segment that is built from all blocks at once', () => {
    fc.assert(
      fc.property(anyBlocks, fc.array(fc.nat(2), { minLength: 12, maxLength: 12 }), (texts, places) => {
        const blocks = texts.map((text, i) => [i * 3 + 1, text] as const);
        const parts = [0, 1, 2].map((part) => build(blocks.filter((_, i) => places[i] === part)));
        expect(mergeAll(parts)).toEqual(build(blocks));
      }),
      { numRuns: 100 },
    );
  });

  it('[SG5] lose deleted blocks in a merge', () => {
    const parts = [
      build([
        [1, 'alpha'],
        [2, 'beta gamma'],
      ]),
      build([[3, 'gamma']]),
    ];
    const merged = mergeAll(parts, (id) => id !== 2);
    expect(merged).toEqual(
      build([
        [1, 'alpha'],
        [3, 'gamma'],
      ]),
    );
    expect(mergeAll(parts, () => false)).toEqual({ blockIds: [], buckets: new Map() });
  });

  it('[SG6] can be cleared and filled again without a trace of what was there', () => {
    const builder = createSegmentBuilder();
    builder.add(1, utf8('dropped words'));
    builder.clear();
    expect(builder.size).toBe(0);
    builder.add(2, utf8('kept'));
    expect(builder.finish()).toEqual(build([[2, 'kept']]));
    expect(builder.size).toBe(0);
  });

  it('[SG7] have each slot in one bucket, and the buckets cover all slots', () => {
    for (let bucket = 0; bucket < BUCKET_COUNT; bucket++) {
      expect(bucketOf(firstSlotOf(bucket))).toBe(bucket);
      expect(bucketOf(firstSlotOf(bucket + 1) - 1)).toBe(bucket);
    }
  });

  it('[SG8] keep a directory of their blocks', () => {
    const anyBlock = fc.record({
      id: fc.nat(),
      sessionPk: fc.nat(),
      firstAt: fc.integer({ min: 0, max: 4e12 }),
      lastAt: fc.integer({ min: 0, max: 4e12 }),
      lastSeq: fc.nat(),
    });
    fc.assert(
      fc.property(fc.uniqueArray(anyBlock, { selector: (block) => block.id }), (blocks) => {
        const ordered = blocks
          .map((block) => ({ ...block, lastAt: Math.max(block.firstAt, block.lastAt) }))
          .sort((a, b) => a.id - b.id);
        expect(decodeDirectory(encodeDirectory(ordered))).toEqual(ordered);
      }),
    );
  });
});
