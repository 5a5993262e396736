import type { EntriesQuery, SearchQuery, SessionsQuery } from '@orrery/protocol';
import { openReaderDatabase } from '../storage/sqlite-database.ts';
import { createSqliteReadStorage } from '../storage/sqlite-read-storage.ts';
import { type ArchiveReader, createArchiveReader } from './archive-reader.ts';
import { createStoreSearch } from './store-search.ts';
import type { WorkerSetup } from './worker-setup.ts';

/** Methods of a reading thread. */
export type ReaderMethods = ReturnType<typeof createReaderMethods>;

export function createReaderMethods(setup: WorkerSetup) {
  let opened: { reader: ArchiveReader; close: () => void } | undefined;
  const reader = () => {
    if (!opened) throw new Error('The reader is used before it was opened.');
    return opened.reader;
  };
  return {
    open() {
      const { db, sql } = openReaderDatabase(setup.dataDir);
      const storage = createSqliteReadStorage(db, sql);
      const search = createStoreSearch(storage, Date.now);
      opened = {
        reader: createArchiveReader({ storage, now: Date.now, search }),
        close: () => db.close(),
      };
    },
    hosts: () => reader().hosts(),
    manifestPage: (hostId: string, afterPk: number) => reader().manifestPage(hostId, afterPk),
    listSessions: (query: SessionsQuery) => reader().listSessions(query),
    session: (sessionId: string) => reader().session(sessionId),
    entries: (sessionId: string, query: EntriesQuery) => reader().entries(sessionId, query),
    rawChunks: (sessionId: string) => reader().rawChunks(sessionId),
    rawLines: (chunkPk: number) => reader().rawLines(chunkPk),
    search: (query: SearchQuery) => reader().search(query),
    fleet: (since: number) => reader().fleet(since),
    sessionTail: (sessionId: string) => reader().sessionTail(sessionId),
    stats: () => reader().stats(),
    close() {
      opened?.close();
      opened = undefined;
    },
  };
}
