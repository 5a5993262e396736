import { createBucketWriter, type OpenBucket, openBucket, readList } from './bucket-codec.ts';

/** Where the blocks of the merged segments go. */
export interface MergePlan {
  /** Of the new segment, ascending. */
  blockIds: number[];
  /** For each source: old position -> new position, -1 for a block that is gone. */
  positions: Int32Array[];
}

/** Lines up the blocks of several segments. Blocks for which `isKept` is false (deleted ones) are left out. */
export function planMerge(
  sources: readonly (readonly number[])[],
  isKept: (blockId: number) => boolean,
): MergePlan {
  const blockIds = [...new Set(sources.flat())].filter(isKept).sort((a, b) => a - b);
  const places = new Map(blockIds.map((id, position) => [id, position]));
  const positions = sources.map((ids) => Int32Array.from(ids, (id) => places.get(id) ?? -1));
  return { blockIds, positions };
}

/** Merges one bucket of each source (undefined: the source has none); null when nothing is left in it. */
export function mergeBucket(
  plan: MergePlan,
  buckets: readonly (Uint8Array | undefined)[],
): Uint8Array<ArrayBuffer> | null {
  const size = plan.blockIds.length;
  const writer = createBucketWriter(size);
  const sources = plan.positions.map((positions, s): Source => {
    const bytes = buckets[s];
    return { positions, bucket: bytes ? openBucket(bytes) : null, next: 0 };
  });
  const merged = new Uint32Array(plan.positions.reduce((sum, positions) => sum + positions.length, 0));
  const list = new Uint32Array(Math.max(0, ...plan.positions.map((positions) => positions.length)));
  for (;;) {
    let slot = Infinity;
    for (const { bucket, next } of sources) slot = Math.min(slot, bucket?.slots[next] ?? Infinity);
    if (slot === Infinity) return writer.take();
    let length = 0;
    for (const source of sources) {
      if (source.bucket?.slots[source.next] === slot) length = appendList(source, list, merged, length);
    }
    length = ascending(merged, length);
    if (length > 0) writer.add(slot, merged, 0, length);
  }
}

interface Source {
  positions: Int32Array;
  bucket: OpenBucket | null;
  /** List that is due. */
  next: number;
}

/** Appends the new positions of a source's due list and moves on to the next; returns the new length. */
function appendList(source: Source, list: Uint32Array, merged: Uint32Array, before: number): number {
  const { positions, bucket } = source;
  if (bucket === null) return before;
  const count = readList(bucket, source.next++, positions.length, list);
  let length = before;
  for (let i = 0; i < count; i++) {
    const position = positions[list[i] as number] as number;
    if (position >= 0) merged[length++] = position;
  }
  return length;
}

/** Sources follow one another but for blocks that were sealed late, so that there is seldom anything to sort. */
function ascending(merged: Uint32Array, length: number): number {
  let i = 1;
  while (i < length && (merged[i - 1] as number) < (merged[i] as number)) i++;
  if (i >= length) return length;
  const sorted = merged.subarray(0, length).sort();
  let kept = 0;
  for (let at = 0; at < length; at++) {
    if (at === 0 || sorted[at] !== sorted[at - 1]) sorted[kept++] = sorted[at] as number;
  }
  return kept;
}
