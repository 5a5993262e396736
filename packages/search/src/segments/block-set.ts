import { bucketOf, firstSlotOf, type OpenBucket, openBucket, readList } from './bucket-codec.ts';

/** Flags, one a block: which blocks of a segment may still hold what is looked for. */
export type BlockSet = Uint8Array;

/** Below this many blocks, reading them costs less than more probes. */
const FEW_BLOCKS = 4;
/** Lists that are fetched at once, so that the shortest of them can be tried first. */
const ROUND = 8;
/** After a round that ruled out less than this part of the blocks, the next would cost more than it spares. */
const WORTHWHILE_PART = 1 / 16;
/** A list that holds nearly all blocks rules out nearly nothing. */
const USEFUL_PART = 0.98;

/**
 * The blocks of a segment of `size` that have all `slots`, or some more: slots are tried in rounds until too few blocks are
 * left to care. No block that has them all is missed.
 */
export function candidateBlocks(
  slots: readonly number[],
  size: number,
  readBucket: (bucket: number) => Uint8Array | undefined,
): BlockSet {
  const positions = new Uint32Array(size);
  const opened = new Map<number, OpenBucket>();
  let set: BlockSet = new Uint8Array(size).fill(1);
  let left = size;
  for (let round = 0; round < slots.length && left > FEW_BLOCKS; round += ROUND) {
    const before = left;
    for (const { bucket, index, count } of findLists(slots.slice(round, round + ROUND), opened, readBucket)) {
      if (left <= FEW_BLOCKS || count > size * USEFUL_PART) break;
      const kept = new Uint8Array(size);
      left = 0;
      if (count > 0) readList(bucket, index, size, positions);
      for (let i = 0; i < count; i++) {
        const position = positions[i] as number;
        const has = set[position] as number;
        kept[position] = has;
        left += has;
      }
      set = kept;
    }
    if (before - left < Math.max(FEW_BLOCKS, before * WORTHWHILE_PART)) break;
  }
  return set;
}

interface FoundList {
  bucket: OpenBucket;
  index: number;
  count: number;
}

/** The lists of slots, shortest first: they rule out most. */
function findLists(
  slots: readonly number[],
  opened: Map<number, OpenBucket>,
  readBucket: (bucket: number) => Uint8Array | undefined,
): FoundList[] {
  const lists = slots.map((slot): FoundList => {
    const number = bucketOf(slot);
    const bucket = opened.get(number) ?? openBucket(readBucket(number) ?? NO_LISTS);
    opened.set(number, bucket);
    const index = indexOfSlot(bucket.slots, slot - firstSlotOf(number));
    return { bucket, index, count: bucket.counts[index] ?? 0 };
  });
  return lists.sort((a, b) => a.count - b.count);
}

/** A bucket without lists. */
const NO_LISTS = new Uint8Array(1);

/** -1 when no block of the segment has the slot. */
function indexOfSlot(slots: Uint16Array, slot: number): number {
  let low = 0;
  let high = slots.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((slots[middle] as number) < slot) low = middle + 1;
    else high = middle;
  }
  return slots[low] === slot ? low : -1;
}
