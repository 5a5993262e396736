import { randomBytes } from 'node:crypto';
import zlib from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createPacker } from './packer.ts';

// The runtime of the one-file agent may be older.
describe.skipIf(typeof zlib.createZstdCompress !== 'function')('packing', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
  });

  it('keeps one stream for batches in a row, gives it back after a rest, and packs on with another', async () => {
    const create = vi.spyOn(zlib, 'createZstdCompress');
    const packer = createPacker();
    const batches = [70_000, 300, 200_000].map((size) => randomBytes(size));
    const pack = async (bytes: Buffer): Promise<void> => {
      const { encoding, payload } = await packer.pack(bytes);
      expect(encoding).toBe('zstd');
      expect(zlib.zstdDecompressSync(payload).equals(bytes)).toBe(true);
    };
    for (const bytes of batches) await pack(bytes);
    expect(create).toHaveBeenCalledTimes(1);
    const [stream] = create.mock.results.map(({ value }) => value as zlib.ZstdCompress);
    vi.advanceTimersByTime(60_000);
    expect(stream?.destroyed).toBe(true);
    for (const bytes of batches) await pack(bytes);
    expect(create).toHaveBeenCalledTimes(2);
    packer.close();
    expect(vi.getTimerCount()).toBe(0);
  });
});
