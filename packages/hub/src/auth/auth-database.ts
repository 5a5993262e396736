import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { OrreryError } from '@orrery/protocol';
import { AUDIT_SCHEMA } from '../audit/audit-schema.ts';
import { ensurePrivateFile } from '../server/private-file.ts';

/** 2: the audit log, browsers that are told, webhooks. 3: what was told. */
const SCHEMA_VERSION = 3;

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS join_token (
    id TEXT PRIMARY KEY, secret_hash TEXT NOT NULL UNIQUE, name TEXT, uses_left INTEGER NOT NULL,
    expires_at INTEGER NOT NULL, created_at INTEGER NOT NULL, is_revoked INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE TABLE IF NOT EXISTS api_key (
    id TEXT PRIMARY KEY, key_hash TEXT NOT NULL UNIQUE, name TEXT NOT NULL, role TEXT NOT NULL,
    created_at INTEGER NOT NULL, last_used_at INTEGER
  ) STRICT;
  CREATE TABLE IF NOT EXISTS push_subscription (
    id TEXT PRIMARY KEY, user_id TEXT NOT NULL, endpoint TEXT NOT NULL UNIQUE, p256dh TEXT NOT NULL, auth TEXT NOT NULL,
    label TEXT NOT NULL, kinds TEXT NOT NULL, created_at INTEGER NOT NULL, problem TEXT NOT NULL DEFAULT ''
  ) STRICT;
  CREATE TABLE IF NOT EXISTS webhook (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, url TEXT NOT NULL, format TEXT NOT NULL, kinds TEXT NOT NULL,
    is_enabled INTEGER NOT NULL, secret TEXT NOT NULL, created_at INTEGER NOT NULL,
    last_at INTEGER, last_is_ok INTEGER NOT NULL DEFAULT 0, last_message TEXT NOT NULL DEFAULT ''
  ) STRICT;
  CREATE TABLE IF NOT EXISTS told_notice (key TEXT PRIMARY KEY, at INTEGER NOT NULL) STRICT;
`;

/** Opens `<dataDir>/auth.sqlite`: people, sessions, API keys and join tokens, away from the ingest writer. */
export function openAuthDatabase(dataDir: string): DatabaseSync {
  const path = join(dataDir, 'auth.sqlite');
  ensurePrivateFile(path);
  const database = open(path);
  try {
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');
    migrate(database, path);
    return database;
  } catch (cause) {
    database.close();
    throw cause instanceof OrreryError ? cause : unreadable(path, cause);
  }
}

function open(path: string): DatabaseSync {
  try {
    return new DatabaseSync(path, { timeout: 5000 });
  } catch (cause) {
    throw unreadable(path, cause);
  }
}

function unreadable(path: string, cause: unknown): OrreryError {
  const message = `The sign-in database ${path} cannot be opened. Restore it from a backup, or remove it to set up anew.`;
  return new OrreryError('storage', message, { cause });
}

function migrate(database: DatabaseSync, path: string): void {
  const row = database.prepare('PRAGMA user_version').get();
  const version = Number(row?.user_version ?? 0);
  if (version > SCHEMA_VERSION) {
    throw new OrreryError('storage', `${path} was written by a newer version of Orrery. Update this one.`);
  }
  if (version < SCHEMA_VERSION)
    database.exec(`${SCHEMA} ${AUDIT_SCHEMA} PRAGMA user_version = ${SCHEMA_VERSION};`);
}
