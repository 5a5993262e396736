import { randomUUID } from 'node:crypto';
import type { MessagePort } from 'node:worker_threads';
import type {
  Ack,
  AlertSettings,
  Document,
  HookReports,
  LiveSessions,
  PermissionRequests,
} from '@orrery/protocol';
import type { HostBatch } from '../ingest/batches.ts';
import { fleetTotals } from '../ingest/fleet-totals.ts';
import { localDay } from '../ingest/local-day.ts';
import { releaseMemory } from '../ingest/release-memory.ts';
import { openWriterDatabase } from '../storage/sqlite-database.ts';
import { createSqliteStorage } from '../storage/sqlite-storage.ts';
import { checkpoint } from '../storage/wal-checkpoint.ts';
import type { AdmittedAs, ArchiveChange, HostLink, HostRegistration, RemovedBy } from './archive.ts';
import { createArchiveWriter } from './archive-writer.ts';
import { createChangeFeed } from './change-feed.ts';
import { newId } from './new-id.ts';
import { startReviews } from './review-timer.ts';
import { type SentError, sendableError } from './rpc.ts';
import { serveSegments } from './segment-port.ts';
import type { WorkerSetup } from './worker-setup.ts';

/** What the writer's thread says without being asked. */
export type WriterEvent =
  | { event: 'change'; change: ArchiveChange }
  | { event: 'reindexed'; done: number; total: number }
  /** While it opens. */
  | { event: 'rebuilding'; chunks: number };

/** What became of one batch of a group. */
export type SentOutcome = { ack: Ack } | { error: SentError };

/** Methods of the writer's thread. */
export type WriterMethods = ReturnType<typeof createWriterMethods>;

export function createWriterMethods(setup: WorkerSetup, port: MessagePort) {
  let opened: ReturnType<typeof openWriter> | undefined;
  const writer = () => {
    if (!opened) throw new Error('The writer is used before it was opened.');
    return opened.writer;
  };
  const post = (event: WriterEvent) => port.postMessage(event);

  return {
    open(): string {
      opened = openWriter(setup.dataDir, port, post);
      return opened.storage.meta('archiveId') ?? '';
    },
    registerHost: (host: HostRegistration) => writer().registerHost(host),
    revokeHost: (hostId: string, by: { by: string; why: string }) => writer().revokeHost(hostId, by),
    admitHost: (id: string, as: AdmittedAs) => writer().admitHost(id, as),
    refuseHost: (waitingId: string, by: string) => writer().refuseHost(waitingId, by),
    waitingMachines: () => writer().waitingMachines(),
    renameHost: (hostId: string, name: string | null) => writer().renameHost(hostId, name),
    removeHost: (hostId: string, by: RemovedBy) => writer().removeHost(hostId, by),
    hostRemovals: () => writer().hostRemovals(),
    eraseStep: () => writer().eraseStep(),
    hostByPublicKey: (publicKey: string) => writer().hostByPublicKey(publicKey),
    setHostLink: (hostId: string, link: HostLink) => writer().setHostLink(hostId, link),
    commitBatches(batches: HostBatch[]): SentOutcome[] {
      const outcomes = writer().commitBatches(batches);
      // They came by transfer and the database has its own copies.
      for (const { payload } of batches) releaseMemory(payload);
      return outcomes.map((outcome) =>
        outcome.status === 'fulfilled' ? { ack: outcome.value } : { error: sendableError(outcome.reason) },
      );
    },
    commitDocument: (hostId: string, document: Document) => writer().commitDocument(hostId, document),
    applyLiveSessions(hostId: string, change: LiveSessions) {
      writer().applyLiveSessions(hostId, change);
      // A machine that comes back tells of what began long ago.
      if (change.isFull) opened?.reviews.hasten();
    },
    applyPermissionRequests: (hostId: string, change: PermissionRequests) =>
      writer().applyPermissionRequests(hostId, change),
    applyHookReports: (hostId: string, change: HookReports) => writer().applyHookReports(hostId, change),
    alertSettings: () => writer().alertSettings(),
    setAlertSettings(settings: AlertSettings) {
      writer().setAlertSettings(settings);
      opened?.reviews.hasten();
    },
    watch: (sessionId: string) => writer().watch(sessionId),
    unwatch: (sessionId: string) => writer().unwatch(sessionId),
    reindex: () => writer().reindex((done, total) => post({ event: 'reindexed', done, total })),
    attachIndexer(segments: MessagePort) {
      if (opened) serveSegments(opened.storage, segments);
    },
    /** Copies the rest of the log, so that it begins again. */
    finishCheckpoint: () => opened?.finishCheckpoint(),
    close() {
      opened?.stop();
      opened = undefined;
    },
  };
}

function openWriter(dataDir: string, port: MessagePort, post: (event: WriterEvent) => void) {
  const { db, sql } = openWriterDatabase(dataDir);
  const storage = createSqliteStorage(db, sql);
  if (storage.meta('archiveId') === undefined) {
    storage.transaction(() => storage.setMeta('archiveId', randomUUID()));
  }
  const feed = createChangeFeed({
    totals: () => fleetTotals(storage, localDay(Date.now())),
    deliver: (change) => post({ event: 'change', change }),
  });
  // Nobody listens before the first `taken`: a change told earlier would be waited for without end, and who comes later reads the rows.
  let isHeard = false;
  const writer = createArchiveWriter({
    ...{ storage, now: Date.now, newId },
    onCommit: (change) => {
      if (isHeard) feed.push(change);
    },
    onRebuild: (chunks) => post({ event: 'rebuilding', chunks }),
  });
  const onMessage = (message: { event?: string }) => {
    if (message.event !== 'taken') return;
    isHeard = true;
    feed.taken();
  };
  port.on('message', onMessage);
  const reviews = startReviews(writer.reviewStates, Date.now);
  const stop = () => {
    reviews.stop();
    port.off('message', onMessage);
    storage.close();
  };
  return { storage, writer, reviews, finishCheckpoint: () => checkpoint(sql), stop };
}
