import { fleetTotals } from '../ingest/fleet-totals.ts';
import { chunkLines } from '../ingest/inflate-payload.ts';
import { localDay } from '../ingest/local-day.ts';
import type { CommittedChange } from '../ingest/unit-of-work.ts';
import { createIndexer } from '../search/indexer.ts';
import { createSearcher } from '../search/searcher.ts';
import type { Storage } from '../storage/storage.ts';
import type { Archive, ArchiveChange } from './archive.ts';
import { type ArchiveReader, createArchiveReader } from './archive-reader.ts';
import { type ArchiveWriter, createArchiveWriter } from './archive-writer.ts';
import { createChangeFeed } from './change-feed.ts';
import { createEraseDriver, type EraseDriver } from './erase-driver.ts';
import { createListeners } from './listeners.ts';
import { newId } from './new-id.ts';
import { manifestPages, rawPieces } from './pages.ts';
import { rawChunkKeys } from './raw-chunks.ts';
import { startReviews } from './review-timer.ts';
import { scheduleTimer } from './schedule-timer.ts';

/** What an archive in one thread is made of. */
export interface LocalArchiveOptions {
  storage: Storage;
  /** Name for `/api/health`. */
  store: string;
  now: () => number;
}

/** All parts of an archive over one storage, in the calling thread. */
export function createLocalArchive({ storage, store, now }: LocalArchiveOptions): Archive {
  const listeners = createListeners<ArchiveChange>();
  const feed = createChangeFeed({
    totals: () => fleetTotals(storage, localDay(now())),
    deliver(change) {
      listeners.emit(change);
      feed.taken();
    },
  });
  const searcher = createSearcher(storage, { now: () => performance.now() });
  // A block that cannot be indexed is found all the same, by reading it.
  const indexer = createIndexer(storage, { schedule: scheduleTimer, onError: () => searcher.reset() });
  const onCommit = (change: CommittedChange) => {
    feed.push(change);
    indexer.wake();
  };
  const writer = createArchiveWriter({ storage, now, newId, onCommit });
  const reader = createArchiveReader({ storage, now });
  const reviews = startReviews(writer.reviewStates, now);
  const eraser = createEraseDriver({
    step: writer.eraseStep,
    purgeIndex() {
      const isMore = indexer.purge();
      if (!isMore) searcher.reset();
      return isMore;
    },
    schedule: scheduleTimer,
    // Nobody hears of it here: what is left is tried again.
    onError: () => undefined,
  });
  eraser.wake();

  return {
    id: storage.meta('archiveId') ?? '',
    store,
    ...hostCalls(writer, reader, eraser),
    setHostLink: async (hostId, link) => writer.setHostLink(hostId, link),
    manifest: (hostId) => manifestPages(async (afterPk) => reader.manifestPage(hostId, afterPk)),
    commitBatch: async (hostId, header, payload) => writer.commitBatch(hostId, header, payload.slice()),
    commitDocument: async (hostId, document) => writer.commitDocument(hostId, document),
    async applyLiveSessions(hostId, change) {
      writer.applyLiveSessions(hostId, change);
      if (change.isFull) reviews.hasten();
    },
    applyPermissionRequests: async (hostId, change) => writer.applyPermissionRequests(hostId, change),
    applyHookReports: async (hostId, change) => writer.applyHookReports(hostId, change),
    alertSettings: async () => writer.alertSettings(),
    async setAlertSettings(settings) {
      writer.setAlertSettings(settings);
      reviews.hasten();
    },
    listSessions: async (query) => reader.listSessions(query),
    session: async (sessionId) => reader.session(sessionId),
    entries: async (sessionId, query) => reader.entries(sessionId, query),
    raw: (sessionId) =>
      rawPieces(
        async () => rawChunkKeys(storage, sessionId),
        async (chunkPk) => {
          const chunk = storage.chunk(chunkPk);
          return chunk ? chunkLines(chunk) : new Uint8Array(0);
        },
      ),
    search: async (query) => searcher.search(query),
    fleet: async (since = -1) => reader.fleet(since),
    sessionTail: async (sessionId) => reader.sessionTail(sessionId),
    watch: writer.watch,
    unwatch: writer.unwatch,
    onChange: listeners.add,
    async reindex(onProgress) {
      indexer.close();
      writer.reindex(onProgress);
      searcher.reset();
      indexer.wake();
    },
    stats: async () => storage.stats(),
    // Everything is done before its call returns.
    queues: () => ({ batches: 0, batchBytes: 0, writerCalls: 0, readerCalls: 0, searcherCalls: 0 }),
    async close() {
      reviews.stop();
      eraser.close();
      indexer.close();
      storage.close();
    },
  };
}

/** Machines: who they are, and what is decided on them. */
function hostCalls(writer: ArchiveWriter, reader: ArchiveReader, eraser: EraseDriver) {
  return {
    registerHost: async (host) => writer.registerHost(host),
    hostByPublicKey: async (publicKey) => writer.hostByPublicKey(publicKey),
    hosts: async () => reader.hosts(),
    hostHoldings: async (hostId) => reader.holdings(hostId),
    revokeHost: async (hostId, by) => writer.revokeHost(hostId, by),
    admitHost: async (id, as) => writer.admitHost(id, as),
    refuseHost: async (waitingId, by) => writer.refuseHost(waitingId, by),
    waitingMachines: async () => writer.waitingMachines(),
    renameHost: async (hostId, name) => writer.renameHost(hostId, name),
    async removeHost(hostId, by) {
      writer.removeHost(hostId, by);
      eraser.wake();
    },
    hostRemovals: async () => writer.hostRemovals(),
  } satisfies Partial<Archive>;
}
