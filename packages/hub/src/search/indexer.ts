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
 * Turns sealed blocks into index segments and small segments into large ones. It works in pieces of some milliseconds, so
 * that a thread that also answers can host it. A block that is not indexed yet is found all the same (the searcher reads
 * it): nothing here is urgent, and a crash loses nothing.
 */
export interface Indexer {
  /** Says that sealed blocks may wait in the store. Cheap: call it after commits, and once at the start. */
  wake(): void;
  /** Hands over a sealed block whose text is at hand, which spares reading it back. Call it after its commit. */
  addSealed(blockId: number, text: Uint8Array): void;
  /** Does all that is due and returns when every sealed block is in a segment. */
  settle(): void;
  /** Drops what was begun and rests until the next `wake`; also for when the store was emptied. */
  close(): void;
}

export interface IndexerOptions {
  /** Runs `task` after a while, once; gives the way to call it off. */
  schedule: (task: () => void, delayMs: number) => () => void;
  /** A failure costs speed, not results: the blocks stay readable and are tried again after the next `wake`. */
  onError: (error: unknown) => void;
}

/** As many blocks make a segment while they stream in. Twice as many cost 12 MB more memory meanwhile. */
const SEGMENT_BLOCKS = 256;
/** Of a trickle, so many make a segment; fewer are as quickly read, and waiting spares merges. */
const TRICKLE_BLOCKS = 32;
/** Blocks read in one piece of work, some 10 ms. A look at the store that finds fewer has found a trickle. */
const READ_BLOCKS = 32;
/** How long to wait before the next look at the store while only a trickle comes. */
const LOOK_AGAIN_MS = 2_000;

/** One owner drives it: none of its functions may be called from within a store's transaction. */
export function createIndexer(store: SearchStore, { schedule, onError }: IndexerOptions): Indexer {
  const work = createIndexWork(store);
  let isDue = false;
  let isStream = false;
  let cancel: (() => void) | null = null;

  const plan = (): void => {
    cancel = schedule(run, isStream || work.isBusy() ? 0 : LOOK_AGAIN_MS);
  };
  const run = (): void => {
    cancel = null;
    try {
      if (isDue && !work.isBusy()) {
        isDue = false;
        isStream = work.look() >= READ_BLOCKS;
        // A stream ends without a word: only another look can tell.
        if (isStream) isDue = true;
      }
      if (work.step(isStream ? SEGMENT_BLOCKS : TRICKLE_BLOCKS) || isDue) plan();
    } catch (error) {
      isDue = true;
      work.forget();
      onError(error);
    }
  };
  const wake = (): void => {
    isDue = true;
    if (cancel === null) plan();
  };

  return {
    wake,
    addSealed(blockId, text) {
      work.add(blockId, text);
      wake();
    },
    settle() {
      work.look();
      while (work.step(1));
    },
    close() {
      cancel?.();
      cancel = null;
      isStream = false;
      work.forget();
    },
  };
}

/** What the indexer does, without when. */
interface IndexWork {
  add(blockId: number, text: Uint8Array): void;
  /** Lists the sealed blocks that nobody has taken up; returns how many there are. */
  look(): number;
  /** Whether steps are left that do not depend on new blocks. */
  isBusy(): boolean;
  /** Does the next piece; a segment is made once it has `enough` blocks. False when nothing is left to do. */
  step(enough: number): boolean;
  /** Drops what was begun. */
  forget(): void;
}

function createIndexWork(store: SearchStore): IndexWork {
  const builder = createSegmentBuilder();
  /** In the builder. */
  const taken = new Set<number>();
  /** Sealed blocks to read, the next one last. */
  let waiting: number[] = [];
  let merge: SegmentMerge | null = null;

  const add = (blockId: number, text: Uint8Array): void => {
    if (taken.has(blockId)) return;
    taken.add(blockId);
    builder.add(blockId, text);
  };
  const finishSegment = (): void => {
    waiting = waiting.filter((id) => !taken.has(id));
    taken.clear();
    putFresh(store, builder.finish());
  };
  const readWaiting = (): void => {
    const count = Math.min(READ_BLOCKS, SEGMENT_BLOCKS - builder.size);
    for (const id of waiting.splice(-count).reverse()) {
      const payload = taken.has(id) ? undefined : store.blockPayload(id);
      if (payload !== undefined) add(id, decodeBlockText(payload).text);
    }
  };

  return {
    add,
    look() {
      waiting = store.looseBlocks().flatMap(({ id, isSealed }) => (isSealed && !taken.has(id) ? id : []));
      return waiting.length;
    },
    isBusy: () => waiting.length > 0 || merge !== null,
    step(enough) {
      if (builder.size >= (waiting.length > 0 ? SEGMENT_BLOCKS : enough)) {
        finishSegment();
        return true;
      }
      if (merge !== null) {
        merge = merge.step() ? merge : null;
        return true;
      }
      if (waiting.length > 0) {
        readWaiting();
        return true;
      }
      merge = createSegmentMerge(store, segmentsToMerge(store.segments()));
      return merge !== null;
    },
    forget() {
      builder.clear();
      taken.clear();
      waiting = [];
      merge = null;
    },
  };
}

/** Blocks that were deleted meanwhile stay in the lists and are left out by the next merge. */
function putFresh(store: SearchStore, { blockIds, buckets }: SegmentPostings): void {
  const refs = new Map(store.blockRefs(blockIds).map((ref) => [ref.id, toDirectoryBlock(ref)]));
  const gone = { sessionPk: 0, firstAt: 0, lastAt: 0 };
  const directory = encodeDirectory(blockIds.map((id) => refs.get(id) ?? { id, ...gone }));
  const whole = new Map<number, Uint8Array>(buckets).set(DIRECTORY_BUCKET, directory);
  store.putSegment({ level: levelOf(blockIds.length), blockIds, buckets: whole, replaces: [] });
}
