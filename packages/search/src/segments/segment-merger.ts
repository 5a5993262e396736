import {
  createBucketWriter,
  type ListHead,
  readList,
  readListHeads,
  SLOTS_PER_BUCKET,
} from './bucket-codec.ts';

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
  const writer = createBucketWriter(plan.blockIds.length);
  const heads = buckets.map((bucket) => (bucket ? readListHeads(bucket, 0, SLOTS_PER_BUCKET - 1) : []));
  const next = heads.map(() => 0);
  for (;;) {
    let slot = SLOTS_PER_BUCKET;
    heads.forEach((list, s) => {
      slot = Math.min(slot, list[next[s] ?? 0]?.local ?? SLOTS_PER_BUCKET);
    });
    if (slot === SLOTS_PER_BUCKET) return writer.take();
    const lists = heads.map((list, s): ListHead | undefined => {
      const head = list[next[s] ?? 0];
      if (head?.local !== slot) return undefined;
      next[s] = (next[s] ?? 0) + 1;
      return head;
    });
    const merged = mergeLists(plan, lists);
    if (merged.length > 0) writer.add(slot, merged);
  }
}

function mergeLists(plan: MergePlan, lists: readonly (ListHead | undefined)[]): Uint32Array {
  const merged = new Uint32Array(lists.reduce((sum, list) => sum + (list?.count ?? 0), 0));
  let length = 0;
  let last = -1;
  let isSorted = true;
  lists.forEach((list, s) => {
    const places = plan.positions[s];
    if (list === undefined || places === undefined) return;
    for (const old of readList(list, places.length)) {
      const position = places[old] ?? -1;
      if (position === -1) continue;
      if (position <= last) isSorted = false;
      merged[length++] = last = position;
    }
  });
  const kept = merged.subarray(0, length);
  return isSorted ? kept : distinct(kept.sort());
}

/** A block may be in two sources when a crash came between a merge and its clean-up. */
function distinct(sorted: Uint32Array): Uint32Array {
  let length = 0;
  for (let i = 0; i < sorted.length; i++) {
    if (i === 0 || sorted[i] !== sorted[i - 1]) sorted[length++] = sorted[i] as number;
  }
  return sorted.subarray(0, length);
}
