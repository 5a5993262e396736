import { setFlagsFromString } from 'node:v8';
import { Worker } from 'node:worker_threads';
import type { Ack, BatchHeader, OrreryError } from '@orrery/protocol';
import type { HostBatch } from '../ingest/batches.ts';
import { lockDataFolder } from '../storage/data-folder-lock.ts';
import type { Archive, ArchiveChange } from './archive.ts';
import type { CheckpointerEvent, CheckpointerMethods } from './checkpointer-methods.ts';
import { createEraseDriver, type EraseDriver } from './erase-driver.ts';
import { createIndexWaker } from './index-waker.ts';
import { createJobLanes, type LaneJob } from './job-lanes.ts';
import { createListeners } from './listeners.ts';
import { manifestPages, rawPieces } from './pages.ts';
import type { ReaderMethods } from './reader-methods.ts';
import { createRpcClient, type RpcClient, receivedError } from './rpc.ts';
import { scheduleTimer } from './schedule-timer.ts';
import type { SearcherEvent, SearcherMethods } from './searcher-methods.ts';
import { archiveWorkerUrl, type WorkerSetup } from './worker-setup.ts';
import type { WriterEvent, WriterMethods } from './writer-methods.ts';

export interface SqliteArchiveOptions {
  /** Made when it is missing; only this user can read it. */
  dataDir: string;
  /** The threads' program, where it is not beside this file (a bundle). */
  workerUrl?: URL;
  /** Told of what went wrong without harm to any answer (a part of the search index that is made again later). */
  onProblem?: (message: string) => void;
  /** Told when a thread has died, or said what cannot be read: from then on every call fails, and only a new process helps. */
  onFatal?: (cause: unknown) => void;
}

/** Without a limit each thread keeps up to 64 MB of garbage before it looks; this costs some percent of speed. */
const YOUNG_MB: Record<WorkerSetup['role'], number> = { writer: 16, reader: 8, searcher: 8, checkpointer: 2 };

/**
 * How far a heap may grow over what is in use before it is cleaned. Left to itself V8 lets small heaps grow to a multiple,
 * and the buffers that their garbage holds on to grow with them; this costs some percent of processor time. All threads.
 */
const HEAP_GROWTH = '--heap-growing-percent=30';

/** Payloads up to here go first: they are lines that somebody is watching, not a backlog. */
const LIVE_PAYLOAD_BYTES = 32 * 1024;

/**
 * Opens the archive of a data folder: one thread that writes, one that reads for pages, one for search,
 * export and the index. Throws
 * `conflict` when another hub has the folder, `storage` when the database is damaged, of a newer Orrery or cannot be written.
 */
export async function createSqliteArchive(options: SqliteArchiveOptions): Promise<Archive> {
  const lock = lockDataFolder(options.dataDir);
  setFlagsFromString(HEAP_GROWTH);
  const threads: Worker[] = [];
  const start = (role: WorkerSetup['role']) => {
    const workerData: WorkerSetup = { role, dataDir: options.dataDir };
    const thread = new Worker(options.workerUrl ?? archiveWorkerUrl(), {
      workerData,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB[role] },
    });
    thread.on('error', (cause) => options.onFatal?.(cause));
    thread.on('messageerror', (cause) => options.onFatal?.(cause));
    threads.push(thread);
    return thread;
  };
  const terminate = async () => {
    await Promise.all(threads.map((thread) => thread.terminate()));
    lock.release();
  };
  const tell = (error: OrreryError) => options.onProblem?.(error.message);
  try {
    // Started together: loading the program takes longer than opening the database.
    const writerThread = start('writer');
    const writer = createRpcClient<WriterMethods>(writerThread);
    const reader = createRpcClient<ReaderMethods>(start('reader'));
    const searcherThread = start('searcher');
    const searcher = createRpcClient<SearcherMethods>(searcherThread);
    searcherThread.on('message', (message: SearcherEvent | { id: number }) => {
      if ('event' in message) options.onProblem?.(message.message);
    });
    const checkpointerThread = start('checkpointer');
    const checkpointer = createRpcClient<CheckpointerMethods>(checkpointerThread);
    checkpointerThread.on('message', (message: CheckpointerEvent | { id: number }) => {
      if (!('event' in message)) return;
      if (message.event === 'logIsLong') writer.call('finishCheckpoint', []).catch(tell);
      else options.onProblem?.(message.message);
    });
    const id = await writer.call('open', []);
    const { port1, port2 } = new MessageChannel();
    await writer.call('attachIndexer', [port1], [port1]);
    await Promise.all([
      reader.call('open', []),
      searcher.call('open', [port2], [port2]),
      checkpointer.call('open', []),
    ]);
    const onEraseError = (error: unknown) =>
      options.onProblem?.(`A removal waits: ${error instanceof Error ? error.message : String(error)}`);
    return toArchive({ id, writerThread, writer, reader, searcher, checkpointer, onEraseError, terminate });
  } catch (error) {
    await terminate();
    throw error;
  }
}

interface Parts {
  id: string;
  writerThread: Worker;
  writer: RpcClient<WriterMethods>;
  reader: RpcClient<ReaderMethods>;
  searcher: RpcClient<SearcherMethods>;
  checkpointer: RpcClient<CheckpointerMethods>;
  onEraseError: (error: unknown) => void;
  terminate: () => Promise<void>;
}

function toArchive(parts: Parts): Archive {
  const { writer, reader, searcher } = parts;
  const changes = createListeners<ArchiveChange>();
  const progress = createListeners<{ done: number; total: number }>();
  const lanes = createJobLanes((batches: BatchJob[]) => commitGroup(writer, batches), {
    now: () => performance.now(),
    schedule: scheduleTimer,
  });
  const waker = createIndexWaker(searcher);
  const eraser = createEraseDriver({
    step: () => writer.call('eraseStep', []),
    purgeIndex: () => searcher.call('purgeIndex', []),
    schedule: scheduleTimer,
    onError: parts.onEraseError,
  });
  let closing: Promise<void> | undefined;

  parts.writerThread.on('message', (message: WriterEvent | { id: number }) => {
    if (!('event' in message)) return;
    if (message.event === 'reindexed') {
      progress.emit(message);
      return;
    }
    parts.writerThread.postMessage({ event: 'taken' });
    waker.wake();
    changes.emit(message.change);
  });

  eraser.wake();

  return {
    id: parts.id,
    store: 'sqlite',
    ...hostCalls(parts, eraser),
    manifest: (hostId) => manifestPages((afterPk) => reader.call('manifestPage', [hostId, afterPk])),
    commitBatch: (hostId, header, payload) =>
      lanes.run({
        batch: { hostId, header, payload },
        file: fileKey(hostId, header),
        isSmall: payload.length <= LIVE_PAYLOAD_BYTES,
        sizeBytes: header.end - header.start,
      }),
    commitDocument: (hostId, document) => writer.call('commitDocument', [hostId, document]),
    applyLiveSessions(hostId, change) {
      // A client's last lines come right before the word that it is gone.
      lanes.hurry();
      return writer.call('applyLiveSessions', [hostId, change]);
    },
    applyPermissionRequests: (hostId, change) => writer.call('applyPermissionRequests', [hostId, change]),
    applyHookReports: (hostId, change) => writer.call('applyHookReports', [hostId, change]),
    alertSettings: () => writer.call('alertSettings', []),
    setAlertSettings: (settings) => writer.call('setAlertSettings', [settings]),
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
      // Block numbers begin again: nothing made of the old ones may be stored or remembered.
      await waker.pause();
      try {
        await writer.call('reindex', []);
      } finally {
        stop();
        await searcher.call('resetSearch', []);
        waker.resume();
      }
    },
    stats: () => searcher.call('stats', []),
    close() {
      eraser.close();
      closing ??= lanes.idle().then(() => closeThreads(parts));
      return closing;
    },
  };
}

/** Machines: who they are, and what is decided on them. */
function hostCalls({ writer, reader }: Parts, eraser: EraseDriver) {
  return {
    registerHost: (host) => writer.call('registerHost', [host]),
    hostByPublicKey: (publicKey) => writer.call('hostByPublicKey', [publicKey]),
    hosts: () => reader.call('hosts', []),
    hostHoldings: (hostId) => reader.call('holdings', [hostId]),
    setHostLink: (hostId, link) => writer.call('setHostLink', [hostId, link]),
    revokeHost: (hostId, by) => writer.call('revokeHost', [hostId, by]),
    admitHost: (id, as) => writer.call('admitHost', [id, as]),
    refuseHost: (waitingId, by) => writer.call('refuseHost', [waitingId, by]),
    waitingMachines: () => writer.call('waitingMachines', []),
    renameHost: (hostId, name) => writer.call('renameHost', [hostId, name]),
    async removeHost(hostId, by) {
      await writer.call('removeHost', [hostId, by]);
      eraser.wake();
    },
    hostRemovals: () => writer.call('hostRemovals', []),
  } satisfies Partial<Archive>;
}

interface BatchJob extends LaneJob {
  batch: HostBatch;
}

async function commitGroup(
  writer: RpcClient<WriterMethods>,
  jobs: readonly BatchJob[],
): Promise<PromiseSettledResult<Ack>[]> {
  const batches = jobs.map(({ batch }) => ({ ...batch, payload: ownedBytes(batch.payload) }));
  const buffers = batches.map(({ payload }) => payload.buffer);
  const outcomes = await writer.call('commitBatches', [batches], buffers);
  return outcomes.map((outcome) =>
    'ack' in outcome
      ? { status: 'fulfilled', value: outcome.ack }
      : { status: 'rejected', reason: receivedError(outcome.error) },
  );
}

async function closeThreads({ writer, reader, searcher, checkpointer, terminate }: Parts): Promise<void> {
  try {
    await Promise.all([reader.call('close', []), searcher.call('close', []), checkpointer.call('close', [])]);
    // Last, so that the write-ahead log is folded into the database.
    await writer.call('close', []);
  } finally {
    await terminate();
  }
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
