import { chmodSync, closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { OrreryError } from '@orrery/protocol';
import { openPrivateFolder } from '../server/private-folder.ts';
import { toStorageError } from './storage-error.ts';

const BUSY = 5;

/**
 * Takes the data folder for this process. The lock is an exclusive SQLite lock on a file of its own: the operating system
 * drops it when the process ends, however it ends, so there is never a stale one to clear.
 */
export function lockDataFolder(dataDir: string): { release(): void } {
  const path = join(dataDir, 'hub.lock');
  let db: DatabaseSync | undefined;
  try {
    openPrivateFolder(dataDir);
    closeSync(openSync(path, 'a', 0o600));
    chmodSync(path, 0o600);
    db = new DatabaseSync(path, { timeout: 0 });
    db.exec('begin exclusive');
  } catch (error) {
    db?.close();
    if (((error as { errcode?: number }).errcode ?? 0) === BUSY) {
      throw new OrreryError(
        'conflict',
        `Another Orrery hub is using ${dataDir}. Stop it, or choose another folder with --data.`,
        { cause: error },
      );
    }
    throw toStorageError(error);
  }
  const held = db;
  return { release: () => held.close() };
}
