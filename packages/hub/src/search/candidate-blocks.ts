import { type BlockSet, candidateBlocks, type DirectoryBlock } from '@orrery/search';
import type { BucketCache } from './bucket-cache.ts';
import { readDirectory } from './directory-block.ts';
import type { SearchStore, SegmentRef } from './search-store.ts';

/** A block that may hold what is looked for. */
export interface Candidate extends DirectoryBlock {
  /** No segment covers it as it is now. */
  isLoose: boolean;
}

/** Candidates in the order newest last entry first. Nothing is computed before it is asked for. */
export interface CandidateQueue {
  /** No candidate that is still to come has an entry newer than this; null when there are none. */
  bound(): number | null;
  next(): Candidate | undefined;
}

/** The directory of a segment in memory, about 100 bytes a block. */
export interface SegmentIndex {
  /** Differs from that of every segment read before. */
  serial: number;
  ref: SegmentRef;
  blocks: DirectoryBlock[];
  /** Positions, newest last entry first. */
  newestFirst: Uint32Array;
}

/** Makes a segment ready to be searched. */
export function readSegmentIndex(store: SearchStore, ref: SegmentRef, serial: number): SegmentIndex {
  const blocks = readDirectory(store, ref.id);
  const newestFirst = Uint32Array.from(blocks.keys()).sort((a, b) => compare(blocks[a], blocks[b]));
  return { serial, ref, blocks, newestFirst };
}

function compare(a: DirectoryBlock | undefined, b: DirectoryBlock | undefined): number {
  return (b?.lastAt ?? 0) - (a?.lastAt ?? 0) || (b?.id ?? 0) - (a?.id ?? 0);
}

/** Blocks that no segment covers: every one is a candidate. */
export function looseQueue(blocks: readonly Candidate[]): CandidateQueue {
  const sorted = [...blocks].sort(compare);
  let at = 0;
  return {
    bound: () => sorted[at]?.lastAt ?? null,
    next: () => sorted[at++],
  };
}

/** Blocks of a segment that have all of `slots`; the lists are read when the segment's turn comes. */
export function segmentQueue(
  buckets: BucketCache,
  index: SegmentIndex,
  slots: readonly number[],
  skip: (block: DirectoryBlock) => boolean,
): CandidateQueue {
  const { serial, blocks, newestFirst, ref } = index;
  let set: BlockSet | null = null;
  let at = 0;
  const current = (): DirectoryBlock | undefined => blocks[newestFirst[at] ?? -1];
  const advance = (): void => {
    for (let block = current(); block; block = current()) {
      if ((set === null || set[newestFirst[at] ?? 0] === 1) && !skip(block)) return;
      at++;
    }
  };
  advance();
  return {
    bound: () => current()?.lastAt ?? null,
    next() {
      if (set === null) {
        set = candidateBlocks(slots, blocks.length, (bucket) => buckets.read(serial, ref.id, bucket));
        advance();
        return undefined;
      }
      const block = current();
      at++;
      advance();
      return block && { ...block, isLoose: false };
    },
  };
}
