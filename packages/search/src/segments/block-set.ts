import type { GramProbe } from '../grams/plan-grams.ts';
import { bucketOf, readList, readListHeads, SLOTS_PER_BUCKET } from './bucket-codec.ts';

/** Flags, one a block: which blocks of a segment may still hold what is looked for. */
export type BlockSet = Uint8Array;

/** Below this many blocks, reading them costs less than another probe. */
const FEW_BLOCKS = 2;
/** A longer needle has more grams than help. */
const MAX_PROBES = 24;
/** Probes that must each rule out a twentieth before it is worth to go on. */
const PATIENCE = 4;

/** The blocks of a segment of `size` that can hold all of `terms` (the probes of each); no block is missed. */
export function candidateBlocks(
  terms: readonly (readonly GramProbe[])[],
  size: number,
  readBucket: (bucket: number) => Uint8Array | undefined,
): BlockSet {
  const cache = new Map<number, Uint8Array | undefined>();
  const bucketBytes = (bucket: number): Uint8Array | undefined => {
    if (!cache.has(bucket)) cache.set(bucket, readBucket(bucket));
    return cache.get(bucket);
  };
  let set: BlockSet = new Uint8Array(size).fill(1);
  let left = size;
  for (const probes of terms) {
    let idle = 0;
    for (const probe of probes.slice(0, MAX_PROBES)) {
      if (left <= FEW_BLOCKS || idle >= PATIENCE) break;
      const before = left;
      ({ set, left } = intersect(set, probe, bucketBytes(bucketOf(probe.first)), size));
      idle = left > before * 0.95 ? idle + 1 : 0;
    }
  }
  return set;
}

function intersect(
  set: BlockSet,
  probe: GramProbe,
  bucket: Uint8Array | undefined,
  size: number,
): { set: BlockSet; left: number } {
  const kept = new Uint8Array(size);
  let left = 0;
  if (bucket === undefined) return { set: kept, left };
  const first = probe.first % SLOTS_PER_BUCKET;
  for (const head of readListHeads(bucket, first, first + probe.count - 1)) {
    for (const position of readList(head, size)) {
      if (set[position] === 1 && kept[position] === 0) {
        kept[position] = 1;
        left++;
      }
    }
  }
  return { set: kept, left };
}
