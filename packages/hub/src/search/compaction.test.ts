import { describe, expect, it } from 'vitest';
import { levelOf, segmentsToMerge } from './compaction.ts';
import type { SegmentRef } from './search-store.ts';

let nextBlock = 1;

function segment(id: number, blocks: number): SegmentRef {
  const firstBlock = nextBlock;
  nextBlock += blocks;
  return { id, blocks, firstBlock, lastBlock: nextBlock - 1, level: levelOf(blocks) };
}

describe('segmentsToMerge', () => {
  it('[IX5] chooses eight of a size, the oldest blocks first, and nothing before there are eight', () => {
    const seven = Array.from({ length: 7 }, (_, i) => segment(i, 256));
    expect(segmentsToMerge(seven)).toEqual([]);
    const nine = [segment(8, 300), ...seven, segment(7, 2_000)];
    expect(segmentsToMerge(nine).map(({ id }) => id)).toEqual([0, 1, 2, 3, 4, 5, 6, 8]);
  });

  it('[IX13] ends with bounded segments, few enough for any archive', () => {
    let segments: SegmentRef[] = [];
    let written = 0;
    for (let id = 0; id < 1_000; id++) {
      segments.push(segment(id, 256));
      for (let chosen = segmentsToMerge(segments); chosen.length > 0; chosen = segmentsToMerge(segments)) {
        const blocks = chosen.reduce((sum, { blocks: size }) => sum + size, 0);
        written += blocks;
        expect(blocks).toBeLessThanOrEqual(8_192);
        const merged = {
          ...(chosen[0] ?? segment(0, 0)),
          id: 10_000 + written,
          blocks,
          level: levelOf(blocks),
        };
        segments = [...segments.filter((other) => !chosen.includes(other)), merged];
      }
    }
    expect(segments.reduce((sum, { blocks }) => sum + blocks, 0)).toBe(256_000);
    expect(segments.length).toBeLessThan(50);
    expect(written / 256_000).toBeLessThan(3);
  });
});
