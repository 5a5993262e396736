/**
 * What search needs of the storage, and all of it. The storage's worker implements it on its connection; search builds
 * segments and answers queries on top. Blocks are known by their id, which grows with commit order; a sealed block never changes.
 */
export interface SearchStore {
  /** Payload of a block as stored (zstd), see blocks/block-codec.ts. Undefined when it was deleted. */
  blockPayload(blockId: number): Uint8Array | undefined;
  /** Session and last entry time of blocks, for filters and for the order of results. */
  blockRefs(blockIds: readonly number[]): BlockRef[];
  /** Blocks that no segment covers: sealed ones waiting for the indexer, and open ones that grew since. Newest first. */
  looseBlocks(): BlockRef[];
  segments(): SegmentRef[];
  /** One bucket of a segment's postings; undefined when the bucket is empty. */
  segmentBucket(segmentId: number, bucket: number): Uint8Array | undefined;
  /**
   * In one transaction: writes a segment, drops the segments it replaces, and makes those of its `covered` blocks no longer
   * loose that still end where they say. A block that grows later becomes loose again.
   */
  putSegment(segment: NewSegment): void;
  /** For hits. */
  sessionLabel(sessionPk: number): { id: string; title: string; hostId: string; project: string };
}

export interface BlockRef {
  id: number;
  sessionPk: number;
  /** Earliest and latest time of its entries (not of the first and the last one: times go back in files). */
  firstAt: number;
  lastAt: number;
  /** Grows whenever an open block does, so that what is remembered of its text can be told to be stale. */
  lastSeq: number;
  isSealed: boolean;
}

export interface SegmentRef {
  id: number;
  firstBlock: number;
  lastBlock: number;
  blocks: number;
  /** How often its content was merged: 0 for a fresh one. */
  level: number;
}

export interface NewSegment {
  level: number;
  /** Ids in ascending order; the posting lists hold positions in this list. */
  blockIds: number[];
  /** Which blocks it covers, up to which entry. Empty for a merge, which adds nothing new. */
  covered: CoveredBlock[];
  /**
   * bucket -> encoded postings, see packages/search; the key after the last bucket is the directory. Each has memory of
   * its own, which may be transferred.
   */
  buckets: Map<number, Uint8Array<ArrayBuffer>>;
  replaces: number[];
}

/** A block whose text up to the entry `lastSeq` is in a segment. */
export interface CoveredBlock {
  id: number;
  lastSeq: number;
}
