import { createIndexPurge, type IndexPurge } from './index-purge.ts';
import { createIndexWork, READ_BLOCKS, SEGMENT_BLOCKS, TRICKLE_BLOCKS } from './index-work.ts';
import type { SearchStore } from './search-store.ts';

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
  /**
   * Does the next piece of taking deleted blocks out of the index; false when none is left in it. From the first piece to the last
   * nothing else is indexed.
   */
  purge(): boolean;
  /** Drops what was begun and rests until the next `wake`; also for when the store was emptied. */
  close(): void;
}

export interface IndexerOptions {
  /** Runs `task` after a while, once; gives the way to call it off. */
  schedule: (task: () => void, delayMs: number) => () => void;
  /** A failure costs speed, not results: the blocks stay readable and are tried again after the next `wake`. */
  onError: (error: unknown) => void;
}

/** How long to wait before the next look at the store while only a trickle comes. */
const LOOK_AGAIN_MS = 2_000;

/**
 * Open blocks are read with every query. When there are more than this, those that have not grown for a while are indexed
 * as they are; one that grows afterwards is read again, and indexed anew in its time.
 */
const MANY_OPEN_BLOCKS = 64;
const QUIET_MS = 30_000;
/**
 * After a stream looks come soon, for some seconds, as its end may be a trickle: an archive that was read in leaves hundreds
 * open, most of which never grow again.
 */
const QUIET_AFTER_STREAM_MS = 800;
const LOOKS_AFTER_STREAM = 8;

/** One owner drives it: none of its functions may be called from within a store's transaction. */
export function createIndexer(store: SearchStore, { schedule, onError }: IndexerOptions): Indexer {
  const work = createIndexWork(store);
  let isDue = false;
  let isStream = false;
  let soonLooks = 0;
  let cancel: (() => void) | null = null;
  let cancelQuiet: (() => void) | null = null;
  let purge: IndexPurge | null = null;

  const guarded = (task: () => void): void => {
    try {
      task();
    } catch (error) {
      isDue = true;
      work.forget();
      onError(error);
    }
  };
  const plan = (): void => {
    cancel = schedule(run, isStream || work.isBusy() ? 0 : LOOK_AGAIN_MS);
  };
  const planQuiet = (openBlocks: number): void => {
    if (openBlocks < MANY_OPEN_BLOCKS) return;
    cancelQuiet ??= schedule(runQuiet, soonLooks > 0 ? QUIET_AFTER_STREAM_MS : QUIET_MS);
  };
  const run = (): void => {
    cancel = null;
    guarded(() => {
      if (isDue && !work.isBusy()) {
        isDue = false;
        const found = work.look();
        if (isStream && found.sealed < READ_BLOCKS) {
          cancelQuiet?.();
          cancelQuiet = null;
          soonLooks = LOOKS_AFTER_STREAM;
        }
        isStream = found.sealed >= READ_BLOCKS;
        // A stream ends without a word: only another look can tell.
        if (isStream) isDue = true;
        planQuiet(found.open);
      }
      if (work.step(isStream ? SEGMENT_BLOCKS : TRICKLE_BLOCKS) || isDue) plan();
    });
  };
  const runQuiet = (): void => {
    cancelQuiet = null;
    soonLooks = Math.max(0, soonLooks - 1);
    guarded(() => {
      planQuiet(work.lookForQuiet());
      if (!work.isBusy()) return;
      cancel?.();
      plan();
    });
  };
  const wake = (): void => {
    isDue = true;
    if (cancel === null && purge === null) plan();
  };
  const close = (): void => {
    cancel?.();
    cancelQuiet?.();
    cancel = null;
    cancelQuiet = null;
    isStream = false;
    work.forget();
  };

  return {
    wake,
    addSealed(blockId, text) {
      work.add(blockId, null, text);
      wake();
    },
    settle() {
      work.look();
      while (work.step(1));
    },
    purge() {
      // What was read of a block before it was deleted must not be written either.
      if (purge === null) close();
      purge ??= createIndexPurge(store);
      let isMore = false;
      try {
        isMore = purge.step();
        return isMore;
      } finally {
        if (!isMore) {
          purge = null;
          wake();
        }
      }
    },
    close,
  };
}
