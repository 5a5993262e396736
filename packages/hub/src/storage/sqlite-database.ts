import { chmodSync, closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { OrreryError } from '@orrery/protocol';
import { MIGRATIONS } from './migrations.ts';
import { createStatements, type Statements } from './sqlite-statements.ts';
import { toStorageError } from './storage-error.ts';

/** Page cache of one connection, in KiB; there are three. What is hot is in the system's own cache too. */
const CACHE_KIB = 8 * 1024;

/** How long a connection waits for another one's commit. */
const BUSY_TIMEOUT_MS = 10_000;

const LATEST = Math.max(...MIGRATIONS.map((migration) => migration.version));

/** An open connection and its statements. */
export interface SqliteDatabase {
  db: DatabaseSync;
  sql: Statements;
}

/** Name of the archive's database in the data folder. */
export function databasePath(dataDir: string): string {
  return join(dataDir, 'archive.sqlite');
}

/** Opens the writer's connection; makes the folder, the file and the schema where they are missing. */
export function openWriterDatabase(dataDir: string): SqliteDatabase {
  refuseUnsafeSqlite(process.versions.sqlite ?? '0');
  return guarded(() => {
    makePrivate(dataDir);
    const database = connect(dataDir, false);
    try {
      const { db, sql } = database;
      db.exec('pragma journal_mode = wal');
      db.exec('pragma synchronous = normal');
      // A commit never waits for the disk: another thread copies the log into the database.
      db.exec('pragma wal_autocheckpoint = 0');
      // What a change leaves behind in a page is overwritten where that costs no further write.
      db.exec('pragma secure_delete = fast');
      migrate(db, sql);
      return database;
    } catch (error) {
      database.db.close();
      throw error;
    }
  });
}

/** Opens a connection that can only read. The writer's must have been opened before. */
export function openReaderDatabase(dataDir: string): SqliteDatabase {
  return guarded(() => connect(dataDir, true));
}

/** Opens the connection that copies the write-ahead log into the database and does nothing else. */
export function openCheckpointDatabase(dataDir: string): SqliteDatabase {
  return guarded(() => {
    const database = connect(dataDir, false);
    database.db.exec('pragma synchronous = normal');
    return database;
  });
}

/**
 * SQLite 3.7.0 to 3.51.2 can lose committed pages when a checkpoint meets a write-ahead log that was reset
 * (the "WAL-reset bug"), so that several connections on one file are not safe.
 */
export function refuseUnsafeSqlite(version: string): void {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number);
  const rank = (major * 1000 + minor) * 1000 + patch;
  if (rank < 3_007_000 || rank > 3_051_002) return;
  throw new OrreryError(
    'storage',
    `This Node.js has SQLite ${version}, which can lose data (WAL reset). Use a Node.js with SQLite 3.51.3 or newer.`,
  );
}

function connect(dataDir: string, readOnly: boolean): SqliteDatabase {
  const db = new DatabaseSync(databasePath(dataDir), { readOnly, timeout: BUSY_TIMEOUT_MS });
  db.exec(`pragma cache_size = -${CACHE_KIB}`);
  return { db, sql: createStatements(db) };
}

function makePrivate(dataDir: string): void {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  chmodSync(dataDir, 0o700);
  const path = databasePath(dataDir);
  // SQLite gives its side files the mode of the main file.
  closeSync(openSync(path, 'a', 0o600));
  chmodSync(path, 0o600);
}

function migrate(db: DatabaseSync, sql: Statements): void {
  db.exec(
    'create table if not exists schema_migrations (version integer primary key, applied_at integer not null)',
  );
  const applied = new Set(sql.all('select version from schema_migrations').map((row) => Number(row.version)));
  const version = Math.max(0, ...applied);
  if (version > LATEST) {
    throw new OrreryError(
      'storage',
      `The data folder was written by a newer Orrery (schema ${version}; this one knows ${LATEST}). Update Orrery, or choose another data folder with --data.`,
    );
  }
  for (const migration of MIGRATIONS) {
    if (applied.has(migration.version)) continue;
    db.exec('begin immediate');
    db.exec(migration.sql);
    sql.run(
      'insert into schema_migrations (version, applied_at) values (?, ?)',
      migration.version,
      Date.now(),
    );
    db.exec('commit');
  }
}

function guarded<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw toStorageError(error);
  }
}
