import type { EntriesQuery, SessionsQuery } from '@orrery/protocol';
import { openReaderDatabase } from '../storage/sqlite-database.ts';
import { createSqliteReadStorage } from '../storage/sqlite-read-storage.ts';
import { type ArchiveReader, createArchiveReader } from './archive-reader.ts';
import type { WorkerSetup } from './worker-setup.ts';

/** Methods of the thread that reads for pages. */
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
      opened = {
        reader: createArchiveReader({ storage, now: Date.now }),
        close: () => db.close(),
      };
    },
    hosts: () => reader().hosts(),
    holdings: (hostId: string) => reader().holdings(hostId),
    manifestPage: (hostId: string, afterPk: number) => reader().manifestPage(hostId, afterPk),
    listSessions: (query: SessionsQuery) => reader().listSessions(query),
    session: (sessionId: string) => reader().session(sessionId),
    entries: (sessionId: string, query: EntriesQuery) => reader().entries(sessionId, query),
    fleet: (since: number) => reader().fleet(since),
    sessionTail: (sessionId: string) => reader().sessionTail(sessionId),
    close() {
      opened?.close();
      opened = undefined;
    },
  };
}
