import { describe, expect, it } from 'vitest';
import { createSearchWorld } from '../test/search-world.ts';
import { createBucketCache } from './bucket-cache.ts';

describe('bucket cache', () => {
  const KB = 1024;
  const counting = (sizeOf: (bucket: number) => number | undefined) => {
    const reads: string[] = [];
    const store = {
      ...createSearchWorld().store,
      segmentBucket(id: number, bucket: number) {
        reads.push(`${id}/${bucket}`);
        const size = sizeOf(bucket);
        return size === undefined ? undefined : new Uint8Array(size).fill(id);
      },
    };
    return { reads, cache: createBucketCache(store, 10 * KB) };
  };

  it('[SE11] reads a piece once, also one that is not there', () => {
    const { reads, cache } = counting((bucket) => (bucket === 2 ? undefined : KB));
    for (let i = 0; i < 3; i++) {
      expect(cache.read(1, 7, 1)).toHaveLength(KB);
      expect(cache.read(1, 7, 2)).toBeUndefined();
    }
    expect(reads).toEqual(['7/1', '7/2']);
  });

  it('[SE11] never takes a piece of a segment that had the same id before', () => {
    const { cache } = counting(() => KB);
    expect(cache.read(1, 7, 1)?.[0]).toBe(7);
    expect(cache.read(2, 8, 1)?.[0]).toBe(8);
    const { reads, cache: again } = counting(() => KB);
    again.read(1, 7, 1);
    again.read(2, 7, 1);
    expect(reads).toEqual(['7/1', '7/1']);
  });

  it('[SE11] keeps what was used last, up to its limit, and nothing that is larger', () => {
    const { reads, cache } = counting((bucket) => (bucket === 99 ? 20 * KB : 4 * KB));
    for (const bucket of [1, 2, 1, 3, 1, 2]) cache.read(1, 7, bucket);
    expect(reads).toEqual(['7/1', '7/2', '7/3', '7/2']);
    cache.read(1, 7, 99);
    cache.read(1, 7, 99);
    cache.read(1, 7, 1);
    expect(reads.slice(4)).toEqual(['7/99', '7/99', '7/1']);
  });
});
