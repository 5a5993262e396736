import type { BlockRef, NewSegment, SearchStore } from '../search/search-store.ts';
import type { MemoryTables } from './memory-tables.ts';
import type { BlockRow } from './rows.ts';
import { sessionLabelOf } from './session-label.ts';

/** The search side of the storage in memory. */
export function createMemorySearchStore(t: MemoryTables): { store: SearchStore; clear(): void } {
  const segments = new Map<number, NewSegment>();
  /** Block -> last entry that a segment covers. */
  const covered = new Map<number, number>();
  let nextSegment = 1;
  const ref = (row: BlockRow): BlockRef => ({
    id: row.id,
    sessionPk: row.sessionPk,
    firstAt: row.firstAt,
    lastAt: row.lastAt,
    lastSeq: row.lastSeq,
    isSealed: row.isSealed,
  });

  return {
    clear() {
      segments.clear();
      covered.clear();
    },
    store: {
      blockPayload: (blockId) => t.blocks.get(blockId)?.payload,
      blockRefs: (ids) => ids.flatMap((id) => t.blocks.get(id) ?? []).map(ref),
      looseBlocks: () =>
        [...t.blocks.values()]
          .filter((row) => covered.get(row.id) !== row.lastSeq)
          .map(ref)
          .reverse(),
      segments: () =>
        [...segments].map(([id, segment]) => ({
          id,
          firstBlock: segment.blockIds[0] ?? 0,
          lastBlock: segment.blockIds.at(-1) ?? 0,
          blocks: segment.blockIds.length,
          level: segment.level,
        })),
      segmentBucket: (segmentId, bucket) => segments.get(segmentId)?.buckets.get(bucket),
      putSegment(segment) {
        segments.set(nextSegment++, segment);
        for (const { id, lastSeq } of segment.covered) covered.set(id, lastSeq);
        for (const id of segment.replaces) segments.delete(id);
      },
      sessionLabel: (sessionPk) => sessionLabelOf(t.sessions.get(sessionPk)),
    },
  };
}
