import { Worker } from 'node:worker_threads';
import type { BatchHeader } from '@orrery/protocol';
import { lockDataFolder } from '../storage/data-folder-lock.ts';
import type { Archive, ArchiveChange } from './archive.ts';
import { createJobLanes } from './job-lanes.ts';
import { createListeners } from './listeners.ts';
import { manifestPages, rawPieces } from './pages.ts';
import type { ReaderMethods } from './reader-methods.ts';
import { createRpcClient, type RpcClient } from './rpc.ts';
import { archiveWorkerUrl, type WorkerSetup } from './worker-setup.ts';
import type { WriterEvent, WriterMethods } from './writer-methods.ts';

export interface SqliteArchiveOptions {
  /** Made when it is missing; only this user can read it. */
  dataDir: string;
  /** The threads' program, where it is not beside this file (a bundle). */
  workerUrl?: URL;
}

/** Payloads up to here go first: they are lines that somebody is watching, not a backlog. */
const LIVE_PAYLOAD_BYTES = 32 * 1024;

/**
 * Opens the archive of a data folder: one thread that writes, one that reads for pages, one for search and export. Throws
 * `conflict` when another hub has the folder, `storage` when the database is damaged, of a newer Orrery or cannot be written.
 */
export async function createSqliteArchive(options: SqliteArchiveOptions): Promise<Archive> {
  const lock = lockDataFolder(options.dataDir);
  const threads: Worker[] = [];
  const start = (role: WorkerSetup['role']) => {
    const workerData: WorkerSetup = { role, dataDir: options.dataDir };
    const thread = new Worker(options.workerUrl ?? archiveWorkerUrl(), { workerData });
    threads.push(thread);
    return thread;
  };
  try {
    const writerThread = start('writer');
    const writer = createRpcClient<WriterMethods>(writerThread);
    const id = await writer.call('open', []);
    const reader = createRpcClient<ReaderMethods>(start('reader'));
    const searcher = createRpcClient<ReaderMethods>(start('reader'));
    await Promise.all([reader.call('open', []), searcher.call('open', [])]);
    const close = async () => {
      await Promise.all([reader.call('close', []), searcher.call('close', [])]);
      // Last, so that the write-ahead log is folded into the database.
      await writer.call('close', []);
      await Promise.all(threads.map((thread) => thread.terminate()));
      lock.release();
    };
    return toArchive({ id, writerThread, writer, reader, searcher, close });
  } catch (error) {
    await Promise.all(threads.map((thread) => thread.terminate()));
    lock.release();
    throw error;
  }
}

interface Parts {
  id: string;
  writerThread: Worker;
  writer: RpcClient<WriterMethods>;
  reader: RpcClient<ReaderMethods>;
  searcher: RpcClient<ReaderMethods>;
  close: () => Promise<void>;
}

function toArchive({ id, writerThread, writer, reader, searcher, close }: Parts): Archive {
  const changes = createListeners<ArchiveChange>();
  const progress = createListeners<{ done: number; total: number }>();
  const lanes = createJobLanes();
  let closing: Promise<void> | undefined;

  writerThread.on('message', (message: WriterEvent | { id: number }) => {
    if (!('event' in message)) return;
    if (message.event === 'reindexed') {
      progress.emit(message);
      return;
    }
    writerThread.postMessage({ event: 'taken' });
    changes.emit(message.change);
  });

  return {
    id,
    store: 'sqlite',
    registerHost: (host) => writer.call('registerHost', [host]),
    hostByPublicKey: (publicKey) => writer.call('hostByPublicKey', [publicKey]),
    hosts: () => reader.call('hosts', []),
    setHostLink: (hostId, link) => writer.call('setHostLink', [hostId, link]),
    manifest: (hostId) => manifestPages((afterPk) => reader.call('manifestPage', [hostId, afterPk])),
    commitBatch: (hostId, header, payload) =>
      lanes.run(fileKey(hostId, header), payload.length <= LIVE_PAYLOAD_BYTES, () => {
        const own = ownedBytes(payload);
        return writer.call('commitBatch', [hostId, header, own], [own.buffer]);
      }),
    commitDocument: (hostId, document) => writer.call('commitDocument', [hostId, document]),
    applyLiveSessions: (hostId, change) => writer.call('applyLiveSessions', [hostId, change]),
    listSessions: (query) => reader.call('listSessions', [query]),
    session: (sessionId) => reader.call('session', [sessionId]),
    entries: (sessionId, query) => reader.call('entries', [sessionId, query]),
    raw: (sessionId) =>
      rawPieces(
        () => searcher.call('rawChunks', [sessionId]),
        (chunkPk) => searcher.call('rawLines', [chunkPk]),
      ),
    search: (query) => searcher.call('search', [query]),
    fleet: (since = -1) => reader.call('fleet', [since]),
    sessionTail: (sessionId) => reader.call('sessionTail', [sessionId]),
    watch: (sessionId) => void writer.call('watch', [sessionId]).catch(ignoreClosed),
    unwatch: (sessionId) => void writer.call('unwatch', [sessionId]).catch(ignoreClosed),
    onChange: changes.add,
    async reindex(onProgress) {
      const stop = progress.add(({ done, total }) => onProgress(done, total));
      await writer.call('reindex', []).finally(stop);
    },
    stats: () => searcher.call('stats', []),
    close() {
      closing ??= lanes.idle().then(close);
      return closing;
    },
  };
}

function fileKey(hostId: string, { root, path }: BatchHeader): string {
  return `${hostId}\0${root}\0${path}`;
}

/** Memory that can be given away: a payload is most often a view into a socket's buffer, which must stay whole. */
function ownedBytes(payload: Uint8Array): Uint8Array<ArrayBuffer> {
  const { buffer } = payload;
  if (buffer instanceof ArrayBuffer && payload.byteLength === buffer.byteLength)
    return new Uint8Array(buffer);
  return new Uint8Array(payload);
}

/** Nobody waits for these two: an archive that is gone or failed says so on every call that is awaited. */
function ignoreClosed(): void {}
