import type { GramProbe } from '../grams/plan-grams.ts';
import { bucketOf, type OpenBucket, openBucket, readList, SLOTS_PER_BUCKET } from './bucket-codec.ts';

/** Flags, one a block: which blocks of a segment may still hold what is looked for. */
export type BlockSet = Uint8Array;

/** Below this many blocks, reading them costs less than another probe. */
const FEW_BLOCKS = 2;
/** A longer term has more grams than help. */
const MAX_PROBES = 32;
/** A list that holds nearly all blocks rules out nearly nothing. */
const USEFUL_PART = 0.98;

/** The blocks of a segment of `size` that can hold all of `terms` (the probes of each); no block is missed. */
export function candidateBlocks(
  terms: readonly (readonly GramProbe[])[],
  size: number,
  readBucket: (bucket: number) => Uint8Array | undefined,
): BlockSet {
  const lists = findLists(terms, readBucket).sort((a, b) => a.total - b.total);
  const positions = new Uint32Array(size);
  let set: BlockSet = new Uint8Array(size).fill(1);
  let left = size;
  for (const list of lists) {
    if (left <= FEW_BLOCKS || list.total > size * USEFUL_PART) break;
    const kept = new Uint8Array(size);
    left = 0;
    for (let i = 0; i < list.indexes.length; i++) {
      const count = readList(list.bucket, list.indexes[i] ?? 0, size, positions);
      for (let p = 0; p < count; p++) {
        const position = positions[p] as number;
        if (set[position] === 1 && kept[position] === 0) {
          kept[position] = 1;
          left++;
        }
      }
    }
    set = kept;
  }
  return set;
}

/** What a probe finds in a bucket: a block must be in one of these lists. */
interface ProbeLists {
  bucket: OpenBucket;
  indexes: number[];
  /** Positions in all of them. */
  total: number;
}

function findLists(
  terms: readonly (readonly GramProbe[])[],
  readBucket: (bucket: number) => Uint8Array | undefined,
): ProbeLists[] {
  const opened = new Map<number, OpenBucket>();
  const open = (number: number): OpenBucket => {
    const known = opened.get(number);
    if (known !== undefined) return known;
    const bucket = openBucket(readBucket(number) ?? NO_LISTS);
    opened.set(number, bucket);
    return bucket;
  };
  return terms.flatMap((probes) =>
    probes.slice(0, MAX_PROBES).map(({ first, count }) => {
      const bucket = open(bucketOf(first));
      const local = first % SLOTS_PER_BUCKET;
      const indexes: number[] = [];
      let total = 0;
      for (let i = firstNotBelow(bucket.slots, local); (bucket.slots[i] ?? Infinity) < local + count; i++) {
        indexes.push(i);
        total += bucket.counts[i] ?? 0;
      }
      return { bucket, indexes, total };
    }),
  );
}

/** A bucket without lists. */
const NO_LISTS = new Uint8Array(1);

function firstNotBelow(slots: Uint16Array, slot: number): number {
  let low = 0;
  let high = slots.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((slots[middle] as number) < slot) low = middle + 1;
    else high = middle;
  }
  return low;
}
