import { type OpenBlock, openBlock } from '../blocks/block-codec.ts';

/** Keeps blocks unpacked that were used last, up to a number of bytes. */
export interface BlockCache {
  /** `version` tells an open block that has grown from what is remembered of it. Undefined: the block was deleted. */
  open(
    blockId: number,
    version: number,
    payload: (blockId: number) => Uint8Array | undefined,
  ): OpenBlock | undefined;
}

/** One block may take at most a quarter of the cache, so that a huge entry does not throw out all others. */
export function createBlockCache(limitBytes: number): BlockCache {
  const kept = new Map<number, { version: number; block: OpenBlock }>();
  let keptBytes = 0;
  const drop = (blockId: number, sizeBytes: number): void => {
    kept.delete(blockId);
    keptBytes -= sizeBytes;
  };
  return {
    open(blockId, version, payload) {
      const known = kept.get(blockId);
      if (known !== undefined) {
        drop(blockId, known.block.sizeBytes);
        if (known.version === version) {
          kept.set(blockId, known);
          keptBytes += known.block.sizeBytes;
          return known.block;
        }
      }
      const bytes = payload(blockId);
      if (bytes === undefined) return undefined;
      const block = openBlock(bytes);
      if (block.sizeBytes * 4 > limitBytes) return block;
      kept.set(blockId, { version, block });
      keptBytes += block.sizeBytes;
      for (const [id, { block: oldest }] of kept) {
        if (keptBytes <= limitBytes) break;
        drop(id, oldest.sizeBytes);
      }
      return block;
    },
  };
}
