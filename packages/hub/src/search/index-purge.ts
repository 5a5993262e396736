import { readDirectory } from './directory-block.ts';
import type { SearchStore, SegmentRef } from './search-store.ts';
import { createSegmentMerge, type SegmentMerge } from './segment-merge.ts';

/** Takes deleted blocks out of the segments that name them, in pieces. Meanwhile nobody else may write segments. */
export interface IndexPurge {
  /** Does one piece. False when no segment names a block that is gone. */
  step(): boolean;
}

export function createIndexPurge(store: SearchStore): IndexPurge {
  const waiting: SegmentRef[] = store.segments();
  let rewriting: SegmentMerge | null = null;
  return {
    step() {
      if (rewriting !== null) {
        if (!rewriting.step()) rewriting = null;
        return true;
      }
      const next = waiting.pop();
      if (next === undefined) return false;
      // A merge of one leaves out what is gone.
      if (namesDeleted(store, next)) rewriting = createSegmentMerge(store, [next]);
      return true;
    },
  };
}

function namesDeleted(store: SearchStore, segment: SegmentRef): boolean {
  const ids = new Set(readDirectory(store, segment.id).map(({ id }) => id));
  return store.blockRefs([...ids]).length < ids.size;
}
