import type { SegmentRef } from './search-store.ts';

/** Segments of one level are merged when there are this many. */
const FANOUT = 8;
/** A segment of fewer blocks than this times `FANOUT` is of level 0. */
const SMALLEST_BLOCKS = 32;
/** No merge makes a larger one: its lists are some 30 MB, and they are in memory as a whole. */
const MAX_BLOCKS = 8_192;
/** Fewer than this are not merged, even where the size forbids more. */
const FEWEST = 4;

/** The level of a segment follows from its size alone, so that small ones never wait behind large ones. */
export function levelOf(blocks: number): number {
  let level = 0;
  for (let limit = SMALLEST_BLOCKS * FANOUT; blocks >= limit; limit *= FANOUT) level++;
  return level;
}

/** The segments to merge next, oldest blocks first; empty when there is nothing to gain. */
export function segmentsToMerge(segments: readonly SegmentRef[]): SegmentRef[] {
  const levels = new Map<number, SegmentRef[]>();
  for (const segment of segments) {
    const level = levelOf(segment.blocks);
    levels.set(level, [...(levels.get(level) ?? []), segment]);
  }
  for (const [, group] of [...levels].sort(([a], [b]) => a - b)) {
    const small = group.filter((segment) => segment.blocks * FEWEST <= MAX_BLOCKS);
    if (small.length < FANOUT) continue;
    const chosen: SegmentRef[] = [];
    let blocks = 0;
    for (const segment of small.sort((a, b) => a.firstBlock - b.firstBlock).slice(0, FANOUT)) {
      blocks += segment.blocks;
      if (blocks <= MAX_BLOCKS) chosen.push(segment);
    }
    if (chosen.length >= FEWEST) return chosen;
  }
  return [];
}
