import type { SearchStore } from './search-store.ts';

/** Keeps pieces of the index that were read last: the next query of a person often has the same grams. */
export interface BucketCache {
  /** `serial` names the segment for good: ids of segments are used again. */
  read(serial: number, segmentId: number, bucket: number): Uint8Array | undefined;
}

/** What an entry costs beside its bytes, so that many empty ones are bounded too. */
const ENTRY_BYTES = 128;

/** Keeps up to `limitBytes`, the least recently used go first. */
export function createBucketCache(store: SearchStore, limitBytes: number): BucketCache {
  const kept = new Map<string, Uint8Array | undefined>();
  let keptBytes = 0;
  const sizeOf = (bytes: Uint8Array | undefined): number => ENTRY_BYTES + (bytes?.length ?? 0);
  return {
    read(serial, segmentId, bucket) {
      const key = `${serial}:${bucket}`;
      const known = kept.get(key);
      const isKnown = known !== undefined || kept.has(key);
      const bytes = isKnown ? known : store.segmentBucket(segmentId, bucket);
      if (isKnown) kept.delete(key);
      else keptBytes += sizeOf(bytes);
      kept.set(key, bytes);
      for (const [oldest, value] of kept) {
        if (keptBytes <= limitBytes) break;
        kept.delete(oldest);
        keptBytes -= sizeOf(value);
      }
      return bytes;
    },
  };
}
