import type { MemoryTables } from './memory-tables.ts';
import type { Storage } from './storage.ts';

const key = (...parts: readonly (string | number)[]) => parts.join('\0');

type FileTables = Pick<
  Storage,
  | 'file'
  | 'fileByPk'
  | 'filesOfHost'
  | 'filesOfSession'
  | 'putFile'
  | 'addChunk'
  | 'chunk'
  | 'chunkRefs'
  | 'chunksAfter'
  | 'countChunks'
  | 'lastChunkPk'
  | 'documentRefs'
  | 'putDocument'
  | 'allDocuments'
  | 'documentContent'
>;

/** The raw log in memory. */
export function fileTables(t: MemoryTables): FileTables {
  // Counted, because a number that was given up must not come again.
  let lastFile = 0;
  let lastChunk = 0;
  return {
    file: (hostId, root, path) => t.files.get(t.fileKeys.get(key(hostId, root, path)) ?? 0),
    fileByPk: (pk) => t.files.get(pk),
    filesOfHost: (hostId, afterPk, limit) =>
      [...t.files.values()].filter((row) => row.hostId === hostId && row.pk > afterPk).slice(0, limit),
    filesOfSession: (sessionPk) => [...t.files.values()].filter((row) => row.sessionPk === sessionPk),
    putFile(row) {
      const pk = row.pk || ++lastFile;
      t.files.set(pk, { ...row, pk });
      t.fileKeys.set(key(row.hostId, row.root, row.path), pk);
      return pk;
    },

    addChunk(row) {
      t.chunks.set(++lastChunk, { ...row, pk: lastChunk });
      return lastChunk;
    },
    chunk: (pk) => t.chunks.get(pk),
    chunkRefs: (filePk) =>
      [...t.chunks.values()]
        .filter((row) => row.filePk === filePk)
        .sort((a, b) => a.generation - b.generation || a.start - b.start),
    chunksAfter: (pk, limit) => [...t.chunks.values()].filter((row) => row.pk > pk).slice(0, limit),
    countChunks: () => t.chunks.size,
    lastChunkPk: () => lastChunk,

    documentRefs: (hostId) =>
      [...t.documents.values()]
        .filter((row) => row.hostId === hostId)
        .map(({ root, path, sha256 }) => ({ root, path, sha256 })),
    putDocument: (row) => void t.documents.set(key(row.hostId, row.root, row.path), row),
    documentContent: (hostId, root, path) => t.documents.get(key(hostId, root, path))?.content,
    allDocuments: () => [...t.documents.values()].sort((a, b) => a.afterChunk - b.afterChunk),
  };
}
