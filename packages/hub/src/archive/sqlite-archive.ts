import { setFlagsFromString } from 'node:v8';
import { Worker } from 'node:worker_threads';
import type { OrreryError } from '@orrery/protocol';
import { lockDataFolder } from '../storage/data-folder-lock.ts';
import type { Archive, ArchiveChange } from './archive.ts';
import type { CheckpointerMethods } from './checkpointer-methods.ts';
import { createEraseDriver, type EraseDriver } from './erase-driver.ts';
import { createIndexWaker } from './index-waker.ts';
import { createIngestCalls } from './ingest-calls.ts';
import { workOf } from './killing-work.ts';
import { createListeners } from './listeners.ts';
import { manifestPages, rawPieces } from './pages.ts';
import type { ReaderMethods } from './reader-methods.ts';
import { type CallNote, createCallNote, createRpcClient, type Methods, type RpcClient } from './rpc.ts';
import { scheduleTimer } from './schedule-timer.ts';
import type { SearcherMethods } from './searcher-methods.ts';
import { createSuspects, type Suspects } from './suspects.ts';
import { createThreadSeat } from './thread-seat.ts';
import { archiveWorkerUrl, type WorkerSetup } from './worker-setup.ts';
import type { WriterEvent, WriterMethods } from './writer-methods.ts';

export interface SqliteArchiveOptions {
  /** Made when it is missing; only this user can read it. */
  dataDir: string;
  /** The threads' program, where it is not beside this file (a bundle). */
  workerUrl?: URL;
  /** Told of what went wrong without harm to any answer (a part of the search index that is made again later). */
  onProblem?: (message: string) => void;
  /**
   * Told when the writing thread has died, or said what cannot be read: from then on every call that writes fails. Close this
   * archive and open another. The other threads are replaced in here.
   */
  onFatal?: (cause: unknown) => void;
  /** What killed the writing thread before, kept by whoever opens another archive after a death. */
  suspects?: Suspects;
  /** Told of each thread that starts, so that a test can end one. */
  onThread?: (role: WorkerSetup['role'], thread: Worker) => void;
  /** How large the writing thread's heap may become. */
  writerHeapMb?: number;
}

/** Without a limit each thread keeps up to 64 MB of garbage before it looks; this costs some percent of speed. */
const YOUNG_MB: Record<WorkerSetup['role'], number> = { writer: 16, reader: 8, searcher: 8, checkpointer: 2 };

/** What a line of the largest size asks for, several times; a thread that wants more dies before the machine suffers. */
const OLD_MB: Record<WorkerSetup['role'], number> = {
  writer: 1536,
  reader: 1024,
  searcher: 1024,
  checkpointer: 128,
};

/**
 * How far a heap may grow over what is in use before it is cleaned. Left to itself V8 lets small heaps grow to a multiple,
 * and the buffers that their garbage holds on to grow with them; this costs some percent of processor time. All threads.
 */
const HEAP_GROWTH = '--heap-growing-percent=30';

/**
 * Opens the archive of a data folder: one thread that writes, one that reads for pages, one for search,
 * export and the index. Throws
 * `conflict` when another hub has the folder, `storage` when the database is damaged, of a newer Orrery or cannot be written.
 */
export async function createSqliteArchive(options: SqliteArchiveOptions): Promise<Archive> {
  const lock = lockDataFolder(options.dataDir);
  setFlagsFromString(HEAP_GROWTH);
  const suspects = options.suspects ?? createSuspects();
  const closers: (() => Promise<unknown>)[] = [];
  let isOver = false;
  const terminate = async () => {
    isOver = true;
    await Promise.all(closers.map((close) => close()));
    lock.release();
  };
  const tell = (message: string) => options.onProblem?.(message);
  try {
    const note = createCallNote();
    const writerThread = startThread(options, 'writer', note);
    closers.push(() => writerThread.terminate());
    writerThread.on('message', (message: WriterEvent | { id: number }) => {
      if ('event' in message && message.event === 'rebuilding') tell(rebuildWords(message.chunks));
    });
    const writer = createRpcClient<WriterMethods>(writerThread, {
      note,
      onDeath(cause, during) {
        if (isOver) return;
        if (during) suspects.died(workOf(during));
        options.onFatal?.(cause);
      },
    });
    const seat = async <M extends Methods>(
      role: WorkerSetup['role'],
      open: (client: RpcClient<M>) => Promise<unknown>,
      onEvent: (event: { event: string; message?: string }) => void,
    ) => {
      const taken = await createThreadSeat<M>({
        start() {
          const thread = startThread(options, role);
          thread.on('message', (message: object) => {
            if ('event' in message) onEvent(message as { event: string });
          });
          return thread;
        },
        open,
        onDeath: (cause, ms) => tell(`the ${role} thread died (${cause}); another one starts in ${ms} ms`),
      });
      closers.push(taken.terminate);
      return taken;
    };
    const opened = writer.call('open', []);
    // Started together: loading the program takes longer than opening the database.
    const [id, reader, searcher, checkpointer] = await Promise.all([
      opened,
      seat<ReaderMethods>(
        'reader',
        (client) => opened.then(() => client.call('open', [])),
        () => undefined,
      ),
      seat<SearcherMethods>(
        'searcher',
        async (client) => {
          await opened;
          const { port1, port2 } = new MessageChannel();
          await Promise.all([
            client.call('open', [port2], [port2]),
            writer.call('attachIndexer', [port1], [port1]),
          ]);
        },
        ({ message = '' }) => tell(message),
      ),
      seat<CheckpointerMethods>(
        'checkpointer',
        (client) => opened.then(() => client.call('open', [])),
        ({ event, message = '' }) => {
          if (event === 'logIsLong')
            writer.call('finishCheckpoint', []).catch((error: OrreryError) => tell(error.message));
          else tell(message);
        },
      ),
    ]);
    return toArchive({ id, writerThread, writer, reader, searcher, checkpointer, terminate, suspects, tell });
  } catch (error) {
    await terminate();
    throw error;
  }
}

function startThread(
  options: SqliteArchiveOptions,
  role: WorkerSetup['role'],
  note: CallNote = createCallNote(),
): Worker {
  const workerData: WorkerSetup = { role, dataDir: options.dataDir, note };
  const oldMb = (role === 'writer' ? options.writerHeapMb : undefined) ?? OLD_MB[role];
  const thread = new Worker(options.workerUrl ?? archiveWorkerUrl(), {
    workerData,
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB[role], maxOldGenerationSizeMb: oldMb },
  });
  options.onThread?.(role, thread);
  return thread;
}

interface Parts {
  id: string;
  writerThread: Worker;
  writer: RpcClient<WriterMethods>;
  reader: RpcClient<ReaderMethods>;
  searcher: RpcClient<SearcherMethods>;
  checkpointer: RpcClient<CheckpointerMethods>;
  terminate: () => Promise<void>;
  suspects: Suspects;
  tell: (message: string) => void;
}

function toArchive(parts: Parts): Archive {
  const { writer, reader, searcher } = parts;
  const changes = createListeners<ArchiveChange>();
  const progress = createListeners<{ done: number; total: number }>();
  const ingest = createIngestCalls(parts);
  const waker = createIndexWaker(searcher);
  const eraser = createEraseDriver({
    step: () => writer.call('eraseStep', []),
    purgeIndex: () => searcher.call('purgeIndex', []),
    schedule: scheduleTimer,
    onError: (error) =>
      parts.tell(`A removal waits: ${error instanceof Error ? error.message : String(error)}`),
  });
  let closing: Promise<void> | undefined;

  parts.writerThread.on('message', (message: WriterEvent | { id: number }) => {
    if (!('event' in message)) return;
    if (message.event === 'reindexed') progress.emit(message);
    if (message.event !== 'change') return;
    parts.writerThread.postMessage({ event: 'taken' });
    waker.wake();
    changes.emit(message.change);
  });
  // From here on somebody listens.
  parts.writerThread.postMessage({ event: 'taken' });

  eraser.wake();

  return {
    id: parts.id,
    store: 'sqlite',
    ...hostCalls(parts, eraser),
    manifest: (hostId) => manifestPages((afterPk) => reader.call('manifestPage', [hostId, afterPk])),
    ...ingest.calls,
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
    queues() {
      const { jobs, bytes } = ingest.waiting();
      return {
        batches: jobs,
        batchBytes: bytes,
        writerCalls: writer.waiting(),
        readerCalls: reader.waiting(),
        searcherCalls: searcher.waiting(),
      };
    },
    close() {
      eraser.close();
      closing ??= ingest.idle().then(() => closeThreads(parts));
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

function rebuildWords(chunks: number): string {
  return `This version reads the stored lines better: the archive is being rebuilt from them (${chunks.toLocaleString('en-US')} pieces). Nothing is lost, and the page opens when it is done.`;
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

/** Nobody waits for these two: an archive that is gone or failed says so on every call that is awaited. */
function ignoreClosed(): void {}
