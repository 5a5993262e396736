import type { ChunkRef, Storage } from '../storage/storage.ts';
import type { ErasePart, EraseStep } from './eraser.ts';
import { chunkLines } from './inflate-payload.ts';

/** Raw chunks that one step deletes; each may hold some megabytes. */
const CHUNKS_PER_STEP = 8;

const FILES_PER_READ = 100;

const LEAF = Buffer.from('"leafUuid"');
const NEWLINE = 10;

/** Deletes a machine's raw lines and its files, and the titles that these gave to conversations elsewhere. */
export function* eraseFiles({ storage, host }: ErasePart): Generator<EraseStep, void> {
  for (;;) {
    const files = storage.filesOfHost(host.id, 0, FILES_PER_READ);
    if (files.length === 0) return;
    for (const { pk } of files) {
      const chunks = storage.chunkRefs(pk);
      while (chunks.length > 0) {
        eraseChunks(storage, chunks.splice(0, CHUNKS_PER_STEP));
        yield 'more';
      }
      storage.transaction(() => storage.deleteFile(pk));
      yield 'more';
    }
  }
}

function eraseChunks(storage: Storage, chunks: readonly ChunkRef[]): void {
  storage.transaction(() => {
    for (const { pk } of chunks) {
      const chunk = storage.chunk(pk);
      for (const leaf of chunk ? namedLeaves(chunkLines(chunk)) : []) storage.deleteSummary(leaf);
      storage.deleteChunk(pk);
    }
  });
}

/** Records that lines give a summary for. */
function namedLeaves(lines: Uint8Array): string[] {
  const bytes = Buffer.from(lines.buffer, lines.byteOffset, lines.byteLength);
  const leaves: string[] = [];
  for (let at = bytes.indexOf(LEAF); at !== -1; ) {
    const end = bytes.indexOf(NEWLINE, at);
    const line = bytes.subarray(bytes.lastIndexOf(NEWLINE, at) + 1, end === -1 ? bytes.length : end);
    const leaf = leafOf(line.toString());
    if (leaf !== null) leaves.push(leaf);
    at = end === -1 ? -1 : bytes.indexOf(LEAF, end);
  }
  return leaves;
}

function leafOf(line: string): string | null {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value !== 'object' || value === null || !('leafUuid' in value)) return null;
    return typeof value.leafUuid === 'string' ? value.leafUuid : null;
  } catch {
    // A malformed line titled nothing.
    return null;
  }
}
