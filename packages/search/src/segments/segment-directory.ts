import { createVarintReader, writeVarint } from '../postings/varint.ts';
import { BUCKET_COUNT } from './bucket-codec.ts';

/** What search must know of every block of a segment before it opens one. Times are whole milliseconds, not negative. */
export interface DirectoryBlock {
  id: number;
  sessionPk: number;
  firstAt: number;
  lastAt: number;
  /** Last entry that it held then: a block that is still open may have grown since. */
  lastSeq: number;
}

/** Key, after those of the buckets, under which a segment keeps its directory. */
export const DIRECTORY_BUCKET: number = BUCKET_COUNT;

/** Packs the blocks of a segment; position = place in the list, ids ascend. */
export function encodeDirectory(blocks: readonly DirectoryBlock[]): Uint8Array<ArrayBuffer> {
  const out: number[] = [];
  writeVarint(out, blocks.length);
  let lastId = 0;
  for (const block of blocks) {
    writeVarint(out, block.id - lastId);
    writeVarint(out, block.sessionPk);
    writeVarint(out, block.firstAt);
    writeVarint(out, block.lastAt - block.firstAt);
    writeVarint(out, block.lastSeq);
    lastId = block.id;
  }
  return Uint8Array.from(out);
}

/** Reads it back. */
export function decodeDirectory(bytes: Uint8Array): DirectoryBlock[] {
  const reader = createVarintReader(bytes);
  const blocks: DirectoryBlock[] = [];
  let id = 0;
  for (let left = reader.next(); left > 0; left--) {
    id += reader.next();
    const sessionPk = reader.next();
    const firstAt = reader.next();
    const lastAt = firstAt + reader.next();
    blocks.push({ id, sessionPk, firstAt, lastAt, lastSeq: reader.next() });
  }
  return blocks;
}
