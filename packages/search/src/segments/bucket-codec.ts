import { LONG_BASE, SLOT_COUNT, WIDE_BASE } from '../grams/gram-slots.ts';
import { maxPostingBytes, type Positions, readPostings, writePostings } from '../postings/posting-codec.ts';
import { createVarintReader, writeVarint } from '../postings/varint.ts';

/**
 * A segment's lists are stored in this many pieces, some kilobytes each for a thousand blocks; a query reads one a probe.
 * Each kind of gram has a third of them.
 */
export const BUCKET_COUNT = 768;

const BUCKETS_A_KIND = BUCKET_COUNT / 3;
/** First slots of the kinds, and the end of the last. */
const BASES = [0, LONG_BASE, WIDE_BASE, SLOT_COUNT] as const;

/** Which bucket holds a slot. */
export function bucketOf(slot: number): number {
  const kind = slot < LONG_BASE ? 0 : slot < WIDE_BASE ? 1 : 2;
  return kind * BUCKETS_A_KIND + Math.floor((slot - BASES[kind]) / slotsPerBucket(kind));
}

/** First slot of a bucket; of the bucket after the last: one more than the last slot. */
export function firstSlotOf(bucket: number): number {
  const kind = bucket < BUCKETS_A_KIND ? 0 : bucket < 2 * BUCKETS_A_KIND ? 1 : 2;
  return BASES[kind] + (bucket - kind * BUCKETS_A_KIND) * slotsPerBucket(kind);
}

function slotsPerBucket(kind: 0 | 1 | 2): number {
  return (BASES[kind === 0 ? 1 : kind === 1 ? 2 : 3] - BASES[kind]) / BUCKETS_A_KIND;
}

/** Collects the lists of one bucket, in ascending order of slots. */
export interface BucketWriter {
  /** Adds `positions[begin .. end)` as the list of a slot (numbered within the bucket). */
  add(slot: number, positions: Positions, begin: number, end: number): void;
  /** The bucket's bytes, or null when nothing was added; starts the next bucket. */
  take(): Uint8Array<ArrayBuffer> | null;
}

/** `size` is the number of blocks of the segment. Layout: number of lists; (slot gap, count, bytes) of each; the lists. */
export function createBucketWriter(size: number): BucketWriter {
  let lists = new Uint8Array(4096);
  let length = 0;
  let heads: number[] = [];
  let nextSlot = 0;
  let count = 0;
  return {
    add(slot, positions, begin, end) {
      const needed = length + maxPostingBytes(end - begin, size);
      if (needed > lists.length) lists = enlarged(lists, needed);
      const after = writePostings(positions, begin, end, size, lists, length);
      writeVarint(heads, slot - nextSlot);
      writeVarint(heads, end - begin);
      writeVarint(heads, after - length);
      length = after;
      nextSlot = slot + 1;
      count++;
    },
    take() {
      if (count === 0) return null;
      const head: number[] = [];
      writeVarint(head, count);
      const bucket = new Uint8Array(head.length + heads.length + length);
      bucket.set(head);
      bucket.set(heads, head.length);
      bucket.set(lists.subarray(0, length), head.length + heads.length);
      heads = [];
      length = 0;
      nextSlot = 0;
      count = 0;
      return bucket;
    },
  };
}

/** A bucket with its lists laid out but not decoded: list `i` is that of slot `slots[i]` (numbered within the bucket). */
export interface OpenBucket {
  bytes: Uint8Array;
  slots: Uint16Array;
  counts: Uint32Array;
  /** Where each list begins in `bytes`. */
  offsets: Uint32Array;
}

/** Reads the heads of all lists. */
export function openBucket(bytes: Uint8Array): OpenBucket {
  const reader = createVarintReader(bytes);
  const total = reader.next();
  const slots = new Uint16Array(total);
  const counts = new Uint32Array(total);
  const offsets = new Uint32Array(total);
  let slot = -1;
  let offset = 0;
  for (let i = 0; i < total; i++) {
    slot += reader.next() + 1;
    slots[i] = slot;
    counts[i] = reader.next();
    offsets[i] = offset;
    offset += reader.next();
  }
  const listsAt = reader.offset();
  for (let i = 0; i < total; i++) offsets[i] = (offsets[i] as number) + listsAt;
  return { bytes, slots, counts, offsets };
}

/** Decodes list `index` into the front of `target`; returns how many positions there are. */
export function readList(bucket: OpenBucket, index: number, size: number, target: Uint32Array): number {
  const count = bucket.counts[index] ?? 0;
  readPostings(bucket.bytes, bucket.offsets[index] ?? 0, count, size, target);
  return count;
}

function enlarged(memory: Uint8Array<ArrayBuffer>, needed: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(Math.max(memory.length * 2, needed));
  larger.set(memory);
  return larger;
}
