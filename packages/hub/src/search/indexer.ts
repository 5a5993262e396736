import {
  createSegmentBuilder,
  DIRECTORY_BUCKET,
  encodeDirectory,
  type SegmentPostings,
} from '@orrery/search';
import { decodeBlockText } from '../blocks/block-codec.ts';
import { levelOf, segmentsToMerge } from './compaction.ts';
import { toDirectoryBlock } from './directory-block.ts';
import type { SearchStore } from './search-store.ts';
import { createSegmentMerge, type SegmentMerge } from './segment-merge.ts';

/**
 * Turns sealed blocks into index segments and small segments into large ones. It is made for a thread of its own with a
 * connection of its own, but works in pieces of some milliseconds, so that any thread can host it. A block that is not
 * indexed yet is found all the same (the searcher reads it): nothing here is urgent, and a crash loses nothing.
 */
export interface Indexer {
  /** Says that sealed blocks may wait in the store. Cheap: call it after every commit, and once at the start. */
  wake(): void;
  /** Hands over a sealed block whose text is at hand, which spares reading it back. Call it after its commit. */
  addSealed(blockId: number, text: Uint8Array): void;
  /** Does all that is due and returns when every sealed block is in a segment. */
  settle(): void;
  /** Call it when the store was emptied: what was begun is dropped. */
  reset(): void;
  /** Stops; what it had not written yet is taken up at the next start. */
  close(): void;
}

export interface IndexerOptions {
  /** Runs `task` after a while, once; gives the way to call it off. */
  schedule: (task: () => void, delayMs: number) => () => void;
  /** A failure costs speed, not results: the blocks stay readable and are tried again with the next ones. */
  onError: (error: unknown) => void;
}

/** As many blocks make a segment while they stream in. Twice as many cost 8 MB more memory meanwhile. */
const SEGMENT_BLOCKS = 256;
/** When nothing comes any more, so many are worth a segment; fewer are as quickly read. */
const QUIET_BLOCKS = 32;
const QUIET_MS = 2_000;
/** Blocks read in one piece of work: some 10 ms. */
const READ_BLOCKS = 32;

/** One owner drives it: none of its functions may be called from within a store's transaction. */
export function createIndexer(store: SearchStore, { schedule, onError }: IndexerOptions): Indexer {
  const builder = createSegmentBuilder();
  /** In the builder. */
  let taken = new Set<number>();
  /** Sealed blocks to read, last one first; null: look again. */
  let waiting: number[] | null = null;
  let merge: SegmentMerge | null = null;
  let cancel: (() => void) | null = null;

  const add = (blockId: number, text: Uint8Array): void => {
    if (taken.has(blockId)) return;
    taken.add(blockId);
    builder.add(blockId, text);
  };
  const finishSegment = (): void => {
    waiting = waiting?.filter((id) => !taken.has(id)) ?? null;
    taken = new Set();
    putFresh(store, builder.finish());
  };
  const readWaiting = (ids: number[]): void => {
    for (const id of ids.splice(-READ_BLOCKS).reverse()) {
      const payload = taken.has(id) ? undefined : store.blockPayload(id);
      if (payload !== undefined) add(id, decodeBlockText(payload).text);
    }
  };

  /** Does the next piece of work. False when there is none, but for at most `spare` blocks that wait for others. */
  const step = (spare: number): boolean => {
    if (builder.size >= SEGMENT_BLOCKS) finishSegment();
    else if (merge !== null) merge = merge.step() ? merge : null;
    else if (waiting === null) waiting = sealedLooseBlocks(store);
    else if (waiting.length > 0) readWaiting(waiting);
    else if (builder.size > spare) finishSegment();
    else {
      merge = createSegmentMerge(store, segmentsToMerge(store.segments()));
      return merge !== null;
    }
    return true;
  };

  const forget = (): void => {
    builder.clear();
    taken = new Set();
    waiting = null;
    merge = null;
  };
  const rest = (): void => {
    cancel?.();
    cancel = null;
  };
  const run = (spare: number): void => {
    cancel = null;
    try {
      if (step(spare)) cancel = schedule(() => run(spare), 0);
      else if (builder.size >= QUIET_BLOCKS) cancel = schedule(() => run(QUIET_BLOCKS - 1), QUIET_MS);
    } catch (error) {
      forget();
      onError(error);
    }
  };
  const wake = (): void => {
    rest();
    cancel = schedule(() => run(SEGMENT_BLOCKS - 1), 0);
  };

  return {
    wake() {
      if (waiting?.length === 0) waiting = null;
      wake();
    },
    addSealed(blockId, text) {
      add(blockId, text);
      wake();
    },
    settle() {
      waiting = null;
      while (step(0));
    },
    reset: forget,
    close() {
      rest();
      forget();
    },
  };
}

function sealedLooseBlocks(store: SearchStore): number[] {
  return store.looseBlocks().flatMap(({ id, isSealed }) => (isSealed ? id : []));
}

/** Blocks that were deleted meanwhile stay in the lists and are left out by the next merge. */
function putFresh(store: SearchStore, { blockIds, buckets }: SegmentPostings): void {
  const refs = new Map(store.blockRefs(blockIds).map((ref) => [ref.id, toDirectoryBlock(ref)]));
  const gone = { sessionPk: 0, firstAt: 0, lastAt: 0 };
  const directory = encodeDirectory(blockIds.map((id) => refs.get(id) ?? { id, ...gone }));
  const whole = new Map<number, Uint8Array>(buckets).set(DIRECTORY_BUCKET, directory);
  store.putSegment({ level: levelOf(blockIds.length), blockIds, buckets: whole, replaces: [] });
}
