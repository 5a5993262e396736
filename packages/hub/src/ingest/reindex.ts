import { restoreSessionProjection } from '@orrery/transcript';
import type { Storage } from '../storage/storage.ts';
import { projectChunk, projectDocument } from './batches.ts';
import { chunkLines } from './inflate-payload.ts';
import type { UnitOfWork, Units } from './unit-of-work.ts';

/** Chunks between two words about progress. */
const CHUNKS_PER_WORD = 8;

/** Key of the newest chunk that an unfinished reindex has done; `due` before it began, `all` after it. */
const PROGRESS = 'reindexedTo';

type Progress = (done: number, total: number) => void;

/**
 * Rebuilds all that is derived, by applying the raw log again in the order in which it was committed. A crash in the
 * middle is gone on with at the next start.
 */
export function reindexAll(storage: Storage, units: Units, onProgress: Progress): void {
  units.cache.clear();
  units.blockUuids.forget();
  storage.transaction(() => {
    storage.clearProjections();
    for (const pk of storage.allSessionPks()) {
      const row = storage.session(pk);
      if (row) storage.putSession({ ...row, lastSeq: 0, clients: '[]', leafUuid: null });
    }
    storage.setMeta(PROGRESS, '0');
  });
  applyFrom(storage, units, 0, onProgress);
}

/**
 * Begins a reindex that an update asked for, or goes on with one that was cut off. `onBegin` hears how many chunks there
 * are, before anything is done: it takes minutes where there is much, and nothing else works meanwhile.
 */
export function resumeReindex(storage: Storage, units: Units, onBegin: (chunks: number) => void): void {
  const done = storage.meta(PROGRESS);
  if (done === undefined || done === 'all') return;
  const chunks = storage.countChunks();
  if (chunks > 0) onBegin(chunks);
  if (done === 'due') reindexAll(storage, units, () => {});
  else applyFrom(storage, units, Number(done), () => {});
}

function applyFrom(storage: Storage, units: Units, from: number, onProgress: Progress): void {
  const documents = storage.allDocuments();
  const total = storage.countChunks();
  let [done, applied] = [0, from];
  // A document comes after the chunk that was the newest when it was committed.
  let nextDocument = from === 0 ? 0 : documents.findIndex((document) => document.afterChunk > from);
  if (nextDocument === -1) nextDocument = documents.length;
  const dueDocuments = (chunkPk: number) => {
    const due: typeof documents = [];
    for (
      let next = documents[nextDocument];
      next && next.afterChunk < chunkPk;
      next = documents[++nextDocument]
    )
      due.push(next);
    return due;
  };

  // One after the other: each may hold a line of 64 MB.
  const next = () => storage.chunksAfter(applied, 1)[0];
  for (let chunk = next(); chunk; chunk = next()) {
    const { pk, filePk } = chunk;
    const lines = chunkLines(chunk);
    const due = dueDocuments(pk);
    units.run((unit) => {
      for (const document of due) projectStored(unit, document);
      const file = storage.fileByPk(filePk);
      if (file) projectChunk(unit.of(file.hostId), file, chunk, lines);
      storage.setMeta(PROGRESS, String(pk));
    });
    applied = pk;
    done += 1;
    if (done % CHUNKS_PER_WORD === 0) onProgress(done, total);
  }
  onProgress(done, total);
  units.run((unit) => {
    for (const document of dueDocuments(Number.MAX_SAFE_INTEGER)) projectStored(unit, document);
    storage.setMeta(PROGRESS, 'all');
  });
  refreshIdle(storage, units);
}

function projectStored(unit: UnitOfWork, document: { hostId: string; root: string; path: string }): void {
  const { hostId, root, path } = document;
  const content = unit.storage.documentContent(hostId, root, path);
  if (content !== undefined) projectDocument(unit.of(hostId), { path, content });
}

/** Sessions that no chunk touched: those that only a live report knows. */
function refreshIdle(storage: Storage, units: Units): void {
  const untouched = storage.allSessionPks().filter((pk) => storage.savedState(pk) === undefined);
  while (untouched.length > 0) {
    const some = untouched.splice(0, 100);
    units.run((unit) => {
      for (const pk of some) unit.open(pk);
    });
  }
}

/** Whether saved projections are of the form that this version reads; else all is built again from the raw log. */
export function canRestore(storage: Storage): boolean {
  const row = storage.listSessions({ limit: 1 })[0];
  const saved = row && storage.savedState(row.pk);
  if (saved === undefined) return true;
  try {
    restoreSessionProjection(JSON.parse(saved).projection);
    return true;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}
