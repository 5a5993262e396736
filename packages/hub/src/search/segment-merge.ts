import {
  BUCKET_COUNT,
  DIRECTORY_BUCKET,
  type DirectoryBlock,
  encodeDirectory,
  type MergePlan,
  mergeBucket,
  planMerge,
} from '@orrery/search';
import { levelOf } from './compaction.ts';
import { readDirectory } from './directory-block.ts';
import type { SearchStore, SegmentRef } from './search-store.ts';

/** A merge of several segments into one, done in pieces. Segments do not change, so time may pass between the pieces. */
export interface SegmentMerge {
  /** Does one piece. False when it was the last: the new segment is in the store, the old ones are gone. */
  step(): boolean;
}

/** Buckets merged in one piece: some milliseconds. */
const BUCKETS_A_STEP = 16;

/** Null when there is nothing to merge. */
export function createSegmentMerge(store: SearchStore, sources: readonly SegmentRef[]): SegmentMerge | null {
  if (sources.length === 0) return null;
  const { plan, blocks } = lineUp(store, sources);
  const buckets = new Map<number, Uint8Array<ArrayBuffer>>();
  let next = 0;
  const finish = (): void => {
    buckets.set(DIRECTORY_BUCKET, encodeDirectory(blocks));
    const { blockIds } = plan;
    const replaces = sources.map((source) => source.id);
    store.putSegment({ level: levelOf(blockIds.length), blockIds, covered: [], buckets, replaces });
  };
  return {
    step() {
      for (const end = next + BUCKETS_A_STEP; next < end; next++) {
        const merged = mergeBucket(
          plan,
          sources.map((source) => store.segmentBucket(source.id, next)),
        );
        if (merged !== null) buckets.set(next, merged);
      }
      if (next < BUCKET_COUNT) return true;
      finish();
      return false;
    },
  };
}

/** Leaves out blocks that were deleted. */
function lineUp(
  store: SearchStore,
  sources: readonly SegmentRef[],
): { plan: MergePlan; blocks: DirectoryBlock[] } {
  const directories = sources.map((source) => readDirectory(store, source.id));
  const known = new Map<number, DirectoryBlock>();
  for (const block of directories.flat()) {
    // A block that was indexed while it was open may be in a later segment again, with more entries.
    if ((known.get(block.id)?.lastSeq ?? -1) < block.lastSeq) known.set(block.id, block);
  }
  const kept = new Set(store.blockRefs([...known.keys()]).map((ref) => ref.id));
  const plan = planMerge(
    directories.map((directory) => directory.map((block) => block.id)),
    (id) => kept.has(id),
  );
  return { plan, blocks: plan.blockIds.flatMap((id) => known.get(id) ?? []) };
}
