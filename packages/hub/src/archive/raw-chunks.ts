import type { ReadStorage } from '../storage/storage.ts';

/** Keys of a session's raw chunks in reading order: oldest file first, each generation after the one before. */
export function rawChunkKeys(storage: ReadStorage, sessionId: string): number[] {
  return storage.snapshot(() => {
    const row = storage.sessionById(sessionId);
    if (!row) return [];
    const files = storage.filesOfSession(row.pk);
    files.sort((a, b) => a.birthMs - b.birthMs || (a.path < b.path ? -1 : 1));
    return files.flatMap((file) => storage.chunkRefs(file.pk).map((chunk) => chunk.pk));
  });
}
