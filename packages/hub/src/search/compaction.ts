import type { SegmentRef } from './search-store.ts';

/** Segments of one level are merged when there are this many. */
const FANOUT = 8;
/** A segment of fewer blocks than this times `FANOUT` is of level 0. */
const SMALLEST_BLOCKS = 32;
/** Positions in a segment are 16-bit numbers. */
const MAX_BLOCKS = 65_536;

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
    if (group.length < FANOUT) continue;
    const chosen = group.sort((a, b) => a.firstBlock - b.firstBlock).slice(0, FANOUT);
    if (chosen.reduce((sum, segment) => sum + segment.blocks, 0) <= MAX_BLOCKS) return chosen;
  }
  return [];
}
