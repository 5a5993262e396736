import { randomUUID } from 'node:crypto';
import { fleetTotals } from '../ingest/fleet-totals.ts';
import { localDay } from '../ingest/local-day.ts';
import { createMemoryStorage } from '../storage/memory-storage.ts';
import type { Archive, ArchiveChange } from './archive.ts';
import { createArchiveReader } from './archive-reader.ts';
import { createArchiveWriter } from './archive-writer.ts';
import { createChangeFeed } from './change-feed.ts';
import { createListeners } from './listeners.ts';
import { newId } from './new-id.ts';
import { manifestPages, rawPieces } from './pages.ts';
import { createStoreSearch } from './store-search.ts';

export interface MemoryArchiveOptions {
  now?: () => number;
}

/** An archive that lives and dies with the process. Same rules as the one on disk. */
export function createMemoryArchive({ now = Date.now }: MemoryArchiveOptions = {}): Archive {
  const id = randomUUID();
  const storage = createMemoryStorage(id);
  const listeners = createListeners<ArchiveChange>();
  const feed = createChangeFeed({
    totals: () => fleetTotals(storage, localDay(now())),
    deliver(change) {
      listeners.emit(change);
      feed.taken();
    },
  });
  const search = createStoreSearch(storage, now);
  const writer = createArchiveWriter({ storage, now, newId, onCommit: feed.push });
  const reader = createArchiveReader({ storage, now, search });

  return {
    id,
    store: 'memory',
    registerHost: async (host) => writer.registerHost(host),
    hostByPublicKey: async (publicKey) => writer.hostByPublicKey(publicKey),
    hosts: async () => reader.hosts(),
    setHostLink: async (hostId, link) => writer.setHostLink(hostId, link),
    manifest: (hostId) => manifestPages(async (afterPk) => reader.manifestPage(hostId, afterPk)),
    commitBatch: async (hostId, header, payload) => writer.commitBatch(hostId, header, payload.slice()),
    commitDocument: async (hostId, document) => writer.commitDocument(hostId, document),
    applyLiveSessions: async (hostId, change) => writer.applyLiveSessions(hostId, change),
    listSessions: async (query) => reader.listSessions(query),
    session: async (sessionId) => reader.session(sessionId),
    entries: async (sessionId, query) => reader.entries(sessionId, query),
    raw: (sessionId) =>
      rawPieces(
        async () => reader.rawChunks(sessionId),
        async (chunkPk) => reader.rawLines(chunkPk),
      ),
    search: async (query) => reader.search(query),
    fleet: async (since = -1) => reader.fleet(since),
    sessionTail: async (sessionId) => reader.sessionTail(sessionId),
    watch: writer.watch,
    unwatch: writer.unwatch,
    onChange: listeners.add,
    reindex: async (onProgress) => writer.reindex(onProgress),
    stats: async () => reader.stats(),
    close: async () => storage.close(),
  };
}
