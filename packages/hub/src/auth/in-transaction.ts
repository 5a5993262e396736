import type { DatabaseSync } from 'node:sqlite';

/** Runs changes that belong together. The write lock is taken first, because another process writes to this file too. */
export function inTransaction<T>(database: DatabaseSync, work: () => T): T {
  // The sign-in library shares the connection: inside a transaction of its own this is a part of that one.
  if (database.isTransaction) return work();
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    // A full disk rolls back by itself.
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}
