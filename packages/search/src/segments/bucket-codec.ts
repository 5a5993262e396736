import { SLOT_COUNT } from '../grams/gram-slots.ts';
import { createBitWriter } from '../postings/bit-stream.ts';
import { type Positions, readPostings, writePostings } from '../postings/posting-codec.ts';
import { createVarintReader, writeVarint } from '../postings/varint.ts';

/** A segment's lists are stored in this many pieces: each is some kilobytes, and a query reads one a probe. */
export const BUCKET_COUNT = 512;
/** Slots of one bucket. */
export const SLOTS_PER_BUCKET: number = SLOT_COUNT / BUCKET_COUNT;

/** Which bucket holds a slot. */
export function bucketOf(slot: number): number {
  return Math.floor(slot / SLOTS_PER_BUCKET);
}

/** Collects the lists of one bucket, in ascending order of slots. */
export interface BucketWriter {
  add(slot: number, positions: Positions): void;
  /** The bucket's bytes, or null when nothing was added; starts the next bucket. */
  take(): Uint8Array<ArrayBuffer> | null;
}

/** `size` is the number of blocks of the segment. Layout: number of lists; (slot gap, count, bytes) of each; the lists. */
export function createBucketWriter(size: number): BucketWriter {
  const lists = createBitWriter();
  let heads: number[] = [];
  let listsBytes = 0;
  let nextSlot = 0;
  let count = 0;
  return {
    add(slot, positions) {
      writePostings(lists, positions, size);
      const end = lists.align();
      const local = slot % SLOTS_PER_BUCKET;
      writeVarint(heads, local - nextSlot);
      writeVarint(heads, positions.length);
      writeVarint(heads, end - listsBytes);
      listsBytes = end;
      nextSlot = local + 1;
      count++;
    },
    take() {
      if (count === 0) return null;
      const head: number[] = [];
      writeVarint(head, count);
      const bucket = new Uint8Array(head.length + heads.length + listsBytes);
      bucket.set(head);
      bucket.set(heads, head.length);
      bucket.set(lists.take(), head.length + heads.length);
      heads = [];
      listsBytes = 0;
      nextSlot = 0;
      count = 0;
      return bucket;
    },
  };
}

/** One list of a bucket, not yet decoded. */
export interface ListHead {
  /** Slot within the bucket. */
  local: number;
  count: number;
  bytes: Uint8Array;
}

/** The lists of slots `first .. last` of a bucket (numbered within it), in ascending order. */
export function readListHeads(bucket: Uint8Array, first: number, last: number): ListHead[] {
  const reader = createVarintReader(bucket);
  const total = reader.next();
  const wanted: { local: number; count: number; from: number; length: number }[] = [];
  let local = -1;
  let offset = 0;
  for (let i = 0; i < total; i++) {
    local += reader.next() + 1;
    const count = reader.next();
    const length = reader.next();
    if (local >= first && local <= last) wanted.push({ local, count, from: offset, length });
    offset += length;
  }
  const listsAt = reader.offset();
  return wanted.map(({ local: slot, count, from, length }) => ({
    local: slot,
    count,
    bytes: bucket.subarray(listsAt + from, listsAt + from + length),
  }));
}

/** Which blocks of a segment of `size` hold a list's gram. */
export function readList(head: ListHead, size: number): Uint32Array {
  return readPostings(head.bytes, head.count, size);
}
