import {
  BUCKET_COUNT,
  DIRECTORY_BUCKET,
  encodeDirectory,
  planMerge,
  type SegmentPostings,
} from '@orrery/search';
import { decodeBlockText } from '../blocks/block-codec.ts';
import { levelOf, segmentsToMerge } from './compaction.ts';
import { readDirectory, toDirectoryBlock } from './directory-block.ts';
import type { GramWorker, SourceBuckets } from './gram-worker.ts';
import type { SearchStore, SegmentRef } from './search-store.ts';

/**
 * Turns sealed blocks into index segments, and small segments into large ones, beside the writer's other work: everything
 * that computes happens in the `GramWorker`, the store is only touched in short pieces. A block that is not indexed yet is
 * found all the same (the searcher reads it), so nothing here is urgent and nothing is lost by a crash.
 */
export interface Indexer {
  /** Call after the commit that sealed the block; any order of ids. Takes the text's memory over. */
  addSealed(blockId: number, text: Uint8Array): void;
  /** Picks up what an earlier run left behind. */
  start(): void;
  /** Resolves when every sealed block is in a segment and no merge is due. */
  settle(): Promise<void>;
  /** Drops work under way: the store was emptied. */
  reset(): void;
  /** Writes what waits into a segment, stops merging. */
  close(): Promise<void>;
}

export interface IndexerOptions {
  worker: GramWorker;
  /** Runs `task` after a while, once; gives the way to call it off. */
  schedule: (task: () => void, delayMs: number) => () => void;
  /** A failure costs speed, not results: the blocks stay readable and are tried again later. */
  onError: (error: unknown) => void;
}

/** As many blocks make a segment while they stream in. Twice as many cost 8 MB more memory meanwhile. */
const SEGMENT_BLOCKS = 256;
/** When it is quiet, so many are worth a segment; fewer are as quickly read. */
const QUIET_BLOCKS = 32;
const QUIET_MS = 2_000;
/** Beyond this the worker cannot keep up: blocks are left for later, so that memory stays bounded. */
const MAX_WAITING_BYTES = 8 * 1024 * 1024;
/** Blocks taken up at once from those left for later. */
const CATCH_UP_BLOCKS = 32;
/** Buckets of each source that one piece of a merge reads: about a millisecond. */
const MERGE_SLICE = 16;

interface Making {
  ids: Set<number>;
  postings: Promise<SegmentPostings>;
}

export function createIndexer(store: SearchStore, options: IndexerOptions): Indexer {
  const { worker, schedule, onError } = options;
  /** Ids in the worker, of the segment that is open. */
  let open = new Set<number>();
  let making: Making[] = [];
  /** There may be sealed blocks that nobody has given to the worker. */
  let isBehind = true;
  /** At most so many blocks may stay in the open segment; null while they stream in. */
  let quietBlocks: number | null = null;
  let isClosed = false;
  /** Grows with each reset: what was begun before it is dropped. */
  let generation = 0;
  let cancelTimer: (() => void) | null = null;
  let running: Promise<void> | null = null;

  const finishSegment = (): void => {
    making.push({ ids: open, postings: worker.finish() });
    open = new Set();
  };
  const add = (blockId: number, text: Uint8Array): void => {
    open.add(blockId);
    worker.add(blockId, text);
    if (open.size >= SEGMENT_BLOCKS) finishSegment();
  };
  const catchUp = (): void => {
    const isTaken = (id: number): boolean => open.has(id) || making.some(({ ids }) => ids.has(id));
    const missing = store.looseBlocks().filter(({ id, isSealed }) => isSealed && !isTaken(id));
    for (const { id } of missing.reverse().slice(0, CATCH_UP_BLOCKS)) {
      const payload = store.blockPayload(id);
      if (payload !== undefined) add(id, decodeBlockText(payload).text.slice());
    }
    isBehind = missing.length > CATCH_UP_BLOCKS;
  };

  /** Does the most urgent piece of work; false when there is none. */
  const runPiece = async (): Promise<boolean> => {
    const [next] = making;
    if (next !== undefined) {
      const begun = generation;
      try {
        const postings = await next.postings;
        if (begun === generation) putFresh(store, postings);
      } finally {
        making = making.filter((other) => other !== next);
      }
      return true;
    }
    const sources = isClosed ? [] : segmentsToMerge(store.segments());
    if (sources.length > 0) {
      const begun = generation;
      await merge(store, worker, sources, () => begun === generation && !isClosed);
      return true;
    }
    if (quietBlocks === null) return false;
    if (isBehind && !isClosed) catchUp();
    else if (open.size > quietBlocks) finishSegment();
    else return false;
    return true;
  };

  const run = async (): Promise<void> => {
    try {
      while (await runPiece());
    } catch (error) {
      // Whatever was not written is loose, and taken up when it is quiet again.
      isBehind = true;
      onError(error);
    }
    running = null;
  };
  const kick = (): Promise<void> => {
    running ??= run();
    return running;
  };
  const rearm = (): void => {
    cancelTimer?.();
    cancelTimer = schedule(() => {
      quietBlocks = QUIET_BLOCKS;
      void kick();
    }, QUIET_MS);
  };
  const settle = async (): Promise<void> => {
    await running;
    quietBlocks = 0;
    await kick();
  };

  return {
    addSealed(blockId, text) {
      quietBlocks = null;
      if (isClosed || worker.waitingBytes > MAX_WAITING_BYTES) isBehind = true;
      else add(blockId, text);
      if (making.length > 0) void kick();
      if (!isClosed) rearm();
    },
    start: rearm,
    settle,
    reset() {
      generation++;
      if (open.size > 0) finishSegment();
      isBehind = true;
    },
    async close() {
      cancelTimer?.();
      isClosed = true;
      await settle();
      await worker.close();
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

async function merge(
  store: SearchStore,
  worker: GramWorker,
  sources: readonly SegmentRef[],
  isWanted: () => boolean,
): Promise<void> {
  const directories = sources.map((source) => readDirectory(store, source.id));
  const blocks = new Map(directories.flat().map((block) => [block.id, block]));
  const alive = new Set(store.blockRefs([...blocks.keys()]).map((ref) => ref.id));
  const plan = planMerge(
    directories.map((directory) => directory.map((block) => block.id)),
    (id) => alive.has(id),
  );
  const buckets = new Map<number, Uint8Array>();
  for (let first = 0; first < BUCKET_COUNT; first += MERGE_SLICE) {
    const slice = Array.from(
      { length: MERGE_SLICE },
      (_, i): SourceBuckets => sources.map((source) => store.segmentBucket(source.id, first + i)),
    );
    const merged = await worker.merge(plan, slice);
    if (!isWanted()) return;
    merged.forEach((bytes, i) => {
      if (bytes !== null) buckets.set(first + i, bytes);
    });
  }
  const { blockIds } = plan;
  buckets.set(DIRECTORY_BUCKET, encodeDirectory(blockIds.flatMap((id) => blocks.get(id) ?? [])));
  const replaces = sources.map((source) => source.id);
  store.putSegment({ level: levelOf(blockIds.length), blockIds, buckets, replaces });
}
