import type { MessagePort } from 'node:worker_threads';
import { openCheckpointDatabase } from '../storage/sqlite-database.ts';
import { checkpoint, checkpointNeed } from '../storage/wal-checkpoint.ts';
import type { WorkerSetup } from './worker-setup.ts';

/** What the checkpointing thread says without being asked. */
export type CheckpointerEvent =
  /** The write-ahead log is long, and all but its newest part is in the database: the writer should do the rest. */
  | { event: 'logIsLong' }
  /** The disk refused. It is tried again; what is committed stays in the log meanwhile. */
  | { event: 'checkpointFailed'; message: string };

/** Often enough that a backlog is copied in pieces; a look costs nothing. */
const LOOK_EVERY_MS = 500;

/** Methods of the thread that copies the write-ahead log into the database, so that no commit waits for the disk. */
export type CheckpointerMethods = ReturnType<typeof createCheckpointerMethods>;

export function createCheckpointerMethods(setup: WorkerSetup, port: MessagePort) {
  let close = () => {};
  return {
    open() {
      const { db, sql } = openCheckpointDatabase(setup.dataDir);
      const post = (event: CheckpointerEvent) => port.postMessage(event);
      const timer = setInterval(() => {
        try {
          if (checkpointNeed(sql) === 'none') return;
          checkpoint(sql);
          if (checkpointNeed(sql) === 'restart') post({ event: 'logIsLong' });
        } catch (error) {
          post({
            event: 'checkpointFailed',
            message: error instanceof Error ? error.message : String(error),
          });
        }
      }, LOOK_EVERY_MS);
      close = () => {
        clearInterval(timer);
        db.close();
      };
    },
    close: () => close(),
  };
}
