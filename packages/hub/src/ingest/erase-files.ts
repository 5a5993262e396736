import type { ErasePart, EraseStep } from './eraser.ts';

/** Raw chunks that one step deletes; each may hold some megabytes. */
const CHUNKS_PER_STEP = 8;

const FILES_PER_READ = 100;

/** Deletes a machine's raw lines and its files. */
export function* eraseFiles({ storage, host }: ErasePart): Generator<EraseStep, void> {
  for (;;) {
    const files = storage.filesOfHost(host.id, 0, FILES_PER_READ);
    if (files.length === 0) return;
    for (const { pk } of files) {
      const chunks = storage.chunkRefs(pk);
      while (chunks.length > 0) {
        const some = chunks.splice(0, CHUNKS_PER_STEP);
        storage.transaction(() => {
          for (const { pk: chunkPk } of some) storage.deleteChunk(chunkPk);
        });
        yield 'more';
      }
      storage.transaction(() => storage.deleteFile(pk));
      yield 'more';
    }
  }
}
