import type { MessagePort } from 'node:worker_threads';
import type { SearchQuery } from '@orrery/protocol';
import { chunkLines } from '../ingest/inflate-payload.ts';
import { createIndexer, type Indexer } from '../search/indexer.ts';
import { createSearcher, type Searcher } from '../search/searcher.ts';
import { openReaderDatabase } from '../storage/sqlite-database.ts';
import { createSqliteReadStorage } from '../storage/sqlite-read-storage.ts';
import type { ReadStorage } from '../storage/storage.ts';
import { rawChunkKeys } from './raw-chunks.ts';
import { scheduleTimer } from './schedule-timer.ts';
import { withSegmentPort } from './segment-port.ts';
import type { WorkerSetup } from './worker-setup.ts';

/** What the searching thread says without being asked: a failure costs speed, not results. */
export interface SearcherEvent {
  event: 'indexFailed';
  message: string;
}

/** Methods of the thread that searches, exports and builds the index: all that may take longer than a page waits. */
export type SearcherMethods = ReturnType<typeof createSearcherMethods>;

interface Opened {
  storage: ReadStorage;
  searcher: Searcher;
  indexer: Indexer;
  close: () => void;
}

export function createSearcherMethods(setup: WorkerSetup, port: MessagePort) {
  let opened: Opened | undefined;
  const parts = () => {
    if (!opened) throw new Error('The searcher is used before it was opened.');
    return opened;
  };
  const onError = (error: unknown) => {
    const message = error instanceof Error ? error.message : String(error);
    port.postMessage({ event: 'indexFailed', message } satisfies SearcherEvent);
  };
  return {
    /** `segments` leads to the writer. */
    open(segments: MessagePort) {
      opened = openSearcher(setup.dataDir, segments, onError);
      opened.indexer.wake();
    },
    search: (query: SearchQuery) => parts().storage.snapshot(() => parts().searcher.search(query)),
    rawChunks: (sessionId: string) => rawChunkKeys(parts().storage, sessionId),
    rawLines(chunkPk: number) {
      const chunk = parts().storage.chunk(chunkPk);
      return chunk ? chunkLines(chunk) : new Uint8Array(0);
    },
    stats: () => parts().storage.stats(),
    wakeIndexer: () => parts().indexer.wake(),
    /** Drops what was begun, until the next `wakeIndexer`. */
    pauseIndexer: () => parts().indexer.close(),
    /** Indexes all that waits, before the answer. */
    settleIndexer: () => parts().indexer.settle(),
    /** Takes deleted blocks out of the index, and out of memory when it is done. False then. */
    purgeIndex() {
      const isMore = parts().indexer.purge();
      if (!isMore) parts().searcher.reset();
      return isMore;
    },
    /** Numbers of blocks mean others now. */
    resetSearch: () => parts().searcher.reset(),
    close() {
      opened?.close();
      opened = undefined;
    },
  };
}

function openSearcher(dataDir: string, segments: MessagePort, onError: (error: unknown) => void): Opened {
  const { db, sql } = openReaderDatabase(dataDir);
  const storage = createSqliteReadStorage(db, sql);
  const indexer = createIndexer(withSegmentPort(storage, segments), { schedule: scheduleTimer, onError });
  const searcher = createSearcher(storage, { now: () => performance.now() });
  const close = () => {
    indexer.close();
    db.close();
    segments.close();
  };
  return { storage, searcher, indexer, close };
}
