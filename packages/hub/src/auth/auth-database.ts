import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { OrreryError } from '@orrery/protocol';
import { AUDIT_SCHEMA } from '../audit/audit-schema.ts';
import { migrateToChain } from '../audit/chain-migration.ts';
import { ensurePrivateFile } from '../server/private-file.ts';
import { inTransaction } from './in-transaction.ts';

const FIRST_SCHEMA = `
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

const PASSWORD_RESET_SCHEMA = `
  CREATE TABLE password_reset (
    user_id TEXT PRIMARY KEY, code_hash TEXT NOT NULL UNIQUE, expires_at INTEGER NOT NULL
  ) STRICT;
`;

/** Each step brings a file from one version to the next; the last one's version is what this program writes. */
const STEPS: readonly { version: number; run: (database: DatabaseSync, dataDir: string) => void }[] = [
  // 2: the audit log, browsers that are told, webhooks. 3: what was told.
  { version: 3, run: (database) => database.exec(`${FIRST_SCHEMA} ${AUDIT_SCHEMA}`) },
  // An end for API keys; the ones that there are have none.
  { version: 4, run: (database) => database.exec('ALTER TABLE api_key ADD COLUMN expires_at INTEGER') },
  // Where an act came from, and the chain over the audit log.
  { version: 5, run: migrateToChain },
  // Codes by which a person chooses a new password.
  { version: 6, run: (database) => database.exec(PASSWORD_RESET_SCHEMA) },
];

/** Opens `<dataDir>/auth.sqlite`: people, sessions, API keys and join tokens, away from the ingest writer. */
export function openAuthDatabase(dataDir: string): DatabaseSync {
  const path = join(dataDir, 'auth.sqlite');
  ensurePrivateFile(path);
  const database = open(path);
  try {
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');
    migrate(database, dataDir, path);
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
  const message = `The sign-in database ${path} cannot be opened. Restore the data folder from a backup. To set up anew, move it away together with audit.key and audit.head.`;
  return new OrreryError('storage', message, { cause });
}

function migrate(database: DatabaseSync, dataDir: string, path: string): void {
  const newest = STEPS.at(-1)?.version ?? 0;
  if (versionOf(database) === newest) return;
  // The command line and the hub may open an older file at the same time: the second one finds it done.
  inTransaction(database, () => {
    const version = versionOf(database);
    if (version > newest) {
      throw new OrreryError('storage', `${path} was written by a newer version of Orrery. Update this one.`);
    }
    for (const step of STEPS) {
      if (step.version <= version) continue;
      step.run(database, dataDir);
      database.exec(`PRAGMA user_version = ${step.version}`);
    }
  });
}

function versionOf(database: DatabaseSync): number {
  return Number(database.prepare('PRAGMA user_version').get()?.user_version ?? 0);
}
