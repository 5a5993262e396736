import { type CommittedFile, MAX_MANIFEST_ITEMS } from '@orrery/protocol';
import type { DocumentRef } from './archive.ts';
import type { ManifestPage } from './archive-reader.ts';

/** Pages of a manifest, read as they are asked for. */
export async function* manifestPages(
  readPage: (afterPk: number) => Promise<ManifestPage>,
): AsyncIterable<{ files: CommittedFile[]; documents: DocumentRef[] }> {
  let after = 0;
  do {
    const { files, documents, next } = await readPage(after);
    yield { files, documents: documents.slice(0, MAX_MANIFEST_ITEMS) };
    for (let start = MAX_MANIFEST_ITEMS; start < documents.length; start += MAX_MANIFEST_ITEMS) {
      yield { files: [], documents: documents.slice(start, start + MAX_MANIFEST_ITEMS) };
    }
    after = next;
  } while (after !== 0);
}

/** Stored lines, chunk by chunk, read as they are asked for. */
export async function* rawPieces(
  readPlan: () => Promise<number[]>,
  readChunk: (chunkPk: number) => Promise<Uint8Array>,
): AsyncIterable<Uint8Array> {
  for (const chunkPk of await readPlan()) {
    const lines = await readChunk(chunkPk);
    if (lines.length > 0) yield lines;
  }
}
