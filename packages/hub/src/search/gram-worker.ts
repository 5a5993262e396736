import { createSegmentBuilder, type MergePlan, mergeBucket, type SegmentPostings } from '@orrery/search';

/** The part of indexing that only computes: texts to postings, postings to merged postings. */
export interface GramWorker {
  /** Bytes of text that were added and are not worked off. */
  readonly waitingBytes: number;
  /** Adds a block to the next segment. Takes the text's memory over. */
  add(blockId: number, text: Uint8Array): void;
  /** Makes a segment of the blocks added since the last call. */
  finish(): Promise<SegmentPostings>;
  /** Merges some buckets: for each, the bytes that the sources have (undefined: none). */
  merge(plan: MergePlan, buckets: readonly SourceBuckets[]): Promise<(Uint8Array | null)[]>;
  close(): Promise<void>;
}

/** One bucket of every source of a merge. */
export type SourceBuckets = (Uint8Array | undefined)[];

/** Works in the calling thread. */
export function createInlineGramWorker(): GramWorker {
  const builder = createSegmentBuilder();
  return {
    waitingBytes: 0,
    add: (blockId, text) => builder.add(blockId, text),
    finish: () => Promise.resolve(builder.finish()),
    merge: (plan, buckets) => Promise.resolve(buckets.map((sources) => mergeBucket(plan, sources))),
    close: () => Promise.resolve(),
  };
}
