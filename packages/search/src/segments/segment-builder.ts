import { createSlotCollector, SLOT_COUNT } from '../grams/gram-slots.ts';
import { BUCKET_COUNT, createBucketWriter, firstSlotOf } from './bucket-codec.ts';

/** Postings of a run of blocks, ready to store: bucket number -> bytes. Empty buckets are left out. */
export interface SegmentPostings {
  blockIds: number[];
  buckets: Map<number, Uint8Array<ArrayBuffer>>;
}

/** Gathers the grams of blocks until there are enough for a segment. Needs about 30 KB a block meanwhile. */
export interface SegmentBuilder {
  /** How many blocks wait. */
  readonly size: number;
  /** Adds a block; its text may be reused afterwards. */
  add(blockId: number, text: Uint8Array): void;
  /** Makes the segment of what was added, and starts the next. */
  finish(): SegmentPostings;
  /** Drops what was added. */
  clear(): void;
}

/** A position must fit 16 bits. */
const MAX_BLOCKS = 65_536;

/** The collector of slots and the memory of the lists are kept from segment to segment. */
export function createSegmentBuilder(): SegmentBuilder {
  const collector = createSlotCollector();
  let slots = new Uint32Array(1 << 18);
  let total = 0;
  let blocks: AddedBlock[] = [];
  return {
    get size() {
      return blocks.length;
    },
    add(blockId, text) {
      if (blocks.length === MAX_BLOCKS) throw new Error('A segment is full');
      const found = collector.slotsOf(text);
      if (total + found.length > slots.length) {
        const larger = new Uint32Array(Math.max(slots.length * 2, total + found.length));
        larger.set(slots);
        slots = larger;
      }
      slots.set(found, total);
      blocks.push({ id: blockId, begin: total, end: total + found.length });
      total += found.length;
    },
    finish() {
      blocks.sort((a, b) => a.id - b.id);
      const buckets = encodeBuckets(sortBySlot(slots, blocks, total), blocks.length);
      const blockIds = blocks.map((block) => block.id);
      blocks = [];
      total = 0;
      return { blockIds, buckets };
    },
    clear() {
      blocks = [];
      total = 0;
    },
  };
}

interface AddedBlock {
  id: number;
  /** Its slots are `slots[begin .. end)`. */
  begin: number;
  end: number;
}

interface SortedPostings {
  /** The positions of slot `s` are `positions[begins[s] .. begins[s + 1])`, ascending. */
  begins: Uint32Array;
  positions: Uint16Array;
}

/** Counting sort: two passes over memory, no comparison. */
function sortBySlot(slots: Uint32Array, blocks: readonly AddedBlock[], total: number): SortedPostings {
  const begins = new Uint32Array(SLOT_COUNT + 1);
  for (let i = 0; i < total; i++) {
    const after = (slots[i] as number) + 1;
    begins[after] = (begins[after] as number) + 1;
  }
  for (let slot = 0; slot < SLOT_COUNT; slot++)
    begins[slot + 1] = (begins[slot + 1] as number) + (begins[slot] as number);
  const next = begins.slice(0, SLOT_COUNT);
  const positions = new Uint16Array(total);
  blocks.forEach(({ begin, end }, position) => {
    for (let i = begin; i < end; i++) {
      const slot = slots[i] as number;
      const at = next[slot] as number;
      positions[at] = position;
      next[slot] = at + 1;
    }
  });
  return { begins, positions };
}

function encodeBuckets(
  { begins, positions }: SortedPostings,
  size: number,
): Map<number, Uint8Array<ArrayBuffer>> {
  const writer = createBucketWriter(size);
  const buckets = new Map<number, Uint8Array<ArrayBuffer>>();
  for (let bucket = 0; bucket < BUCKET_COUNT; bucket++) {
    const first = firstSlotOf(bucket);
    const after = firstSlotOf(bucket + 1);
    for (let slot = first; slot < after; slot++) {
      const begin = begins[slot] as number;
      const end = begins[slot + 1] as number;
      if (end > begin) writer.add(slot - first, positions, begin, end);
    }
    const bytes = writer.take();
    if (bytes !== null) buckets.set(bucket, bytes);
  }
  return buckets;
}
