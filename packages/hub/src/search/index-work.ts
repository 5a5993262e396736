import {
  createSegmentBuilder,
  DIRECTORY_BUCKET,
  encodeDirectory,
  type SegmentPostings,
} from '@orrery/search';
import { decodeBlockText } from '../blocks/block-codec.ts';
import { levelOf, segmentsToMerge } from './compaction.ts';
import { toDirectoryBlock } from './directory-block.ts';
import type { BlockRef, CoveredBlock, SearchStore } from './search-store.ts';
import { createSegmentMerge, type SegmentMerge } from './segment-merge.ts';

/** What the indexer does, in pieces of some milliseconds; when is not decided here. */
export interface IndexWork {
  /** `lastSeq`: last entry in the text; null for a sealed block, whose last entry is known. */
  add(blockId: number, lastSeq: number | null, text: Uint8Array): void;
  /** Lists the sealed blocks that nobody has taken up; says how many there are, and how many open ones. */
  look(): { sealed: number; open: number };
  /** Takes up open blocks that have not grown since the last call, when they are many; says how many are open. */
  lookForQuiet(): number;
  /** Whether steps are left that do not depend on new blocks. */
  isBusy(): boolean;
  /** Does the next piece; a segment is made once it has `enough` blocks. False when nothing is left to do. */
  step(enough: number): boolean;
  /** Drops what was begun. */
  forget(): void;
}

/** As many blocks make a segment while they stream in. Twice as many cost 12 MB more memory meanwhile. */
export const SEGMENT_BLOCKS = 256;
/** Of a trickle, so many make a segment; fewer are as quickly read, and waiting spares merges. */
export const TRICKLE_BLOCKS = 32;
/** Blocks read in one piece of work, some 10 ms. A look at the store that finds fewer has found a trickle. */
export const READ_BLOCKS = 32;

/** A block to read, as it was listed. What it gained before it is read only makes its place in the index too good. */
type Waiting = Pick<BlockRef, 'id' | 'lastSeq'>;

export function createIndexWork(store: SearchStore): IndexWork {
  const builder = createSegmentBuilder();
  /** In the builder, up to which entry. */
  const taken = new Map<number, number | null>();
  /** The next one last. */
  let waiting: Waiting[] = [];
  let merge: SegmentMerge | null = null;
  /** Open blocks when they were last looked at, and where they ended. */
  let seenOpen = new Map<number, number>();

  const add: IndexWork['add'] = (blockId, lastSeq, text) => {
    if (taken.has(blockId)) return;
    taken.set(blockId, lastSeq);
    builder.add(blockId, text);
  };
  const finishSegment = (): void => {
    waiting = waiting.filter(({ id }) => !taken.has(id));
    const ends = new Map(taken);
    taken.clear();
    putFresh(store, builder.finish(), ends);
  };
  const readWaiting = (): void => {
    const count = Math.min(READ_BLOCKS, SEGMENT_BLOCKS - builder.size);
    for (const { id, lastSeq } of waiting.splice(-count).reverse()) {
      const payload = taken.has(id) ? undefined : store.blockPayload(id);
      if (payload !== undefined) add(id, lastSeq, decodeBlockText(payload).text);
    }
  };

  return {
    add,
    look() {
      const loose = store.looseBlocks();
      waiting = loose.filter(({ id, isSealed }) => isSealed && !taken.has(id));
      return { sealed: waiting.length, open: loose.filter(({ isSealed }) => !isSealed).length };
    },
    lookForQuiet() {
      const open = store.looseBlocks().filter(({ id, isSealed }) => !isSealed && !taken.has(id));
      const quiet = open.filter(({ id, lastSeq }) => seenOpen.get(id) === lastSeq);
      seenOpen = new Map(open.map(({ id, lastSeq }) => [id, lastSeq]));
      if (quiet.length < TRICKLE_BLOCKS) return open.length;
      waiting = [...quiet, ...waiting];
      return open.length - quiet.length;
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
      seenOpen.clear();
      waiting = [];
      merge = null;
    },
  };
}

/** Blocks that were deleted meanwhile stay in the lists and are left out by the next merge. */
function putFresh(
  store: SearchStore,
  { blockIds, buckets }: SegmentPostings,
  ends: ReadonlyMap<number, number | null>,
): void {
  const refs = new Map(store.blockRefs(blockIds).map((ref) => [ref.id, ref]));
  const gone = { sessionPk: 0, firstAt: 0, lastAt: 0, lastSeq: 0 };
  const covered: CoveredBlock[] = [];
  const directory = blockIds.map((id) => {
    const ref = refs.get(id);
    if (ref === undefined) return { id, ...gone };
    const lastSeq = ends.get(id) ?? ref.lastSeq;
    covered.push({ id, lastSeq });
    return { ...toDirectoryBlock(ref), lastSeq };
  });
  const whole = new Map<number, Uint8Array<ArrayBuffer>>(buckets).set(
    DIRECTORY_BUCKET,
    encodeDirectory(directory),
  );
  store.putSegment({ level: levelOf(blockIds.length), blockIds, covered, buckets: whole, replaces: [] });
}
