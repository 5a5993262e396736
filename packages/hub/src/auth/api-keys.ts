import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { API_KEY_LIFE_MS, apiKeySchema, OrreryError, type Role } from '@orrery/protocol';
import * as z from 'zod';
import type { Clock } from '../server/clock.ts';
import { hashSecret, randomSecret } from './secret.ts';

/** A key without the key. */
export type ApiKeyView = z.infer<typeof apiKeySchema>;

/** What a new key may do, and for how long. */
export interface ApiKeyRequest {
  role: Role;
  name: string;
  /** Null: for ever, which has to be said. Without it: 90 days. */
  expiresMs?: number | null | undefined;
}

/** Keys for scripts and the command line. Only their hashes are kept. */
export interface ApiKeys {
  create(request: ApiKeyRequest): ApiKeyView & { key: string };
  /** As `create`, for this process's own use while it runs. */
  createForRun(request: ApiKeyRequest): ApiKeyView & { key: string };
  /** Whether this process made the key for its own use. */
  isForRun(id: string): boolean;
  list(): ApiKeyView[];
  /** Throws `notFound`. */
  revoke(id: string): void;
  /** The key's record, or null when there is no such key (any more). Throws `unauthenticated` when it has run out. */
  find(key: string): ApiKeyView | null;
  /** Whether the key is there and has not run out. */
  isValid(id: string): boolean;
}

const PREFIX = 'orrery_key_';

/** `last used` is for people: a write per request would be a waste. */
const LAST_USED_STEP_MS = 60_000;

const COLUMNS =
  'id, name, role, created_at AS createdAt, last_used_at AS lastUsedAt, expires_at AS expiresAt';

const rowsSchema = z.array(apiKeySchema);

/** Keys over the sign-in database. */
export function createApiKeys(database: DatabaseSync, clock: Clock): ApiKeys {
  const insert = database.prepare(
    'INSERT INTO api_key (id, key_hash, name, role, created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const byHash = database.prepare(`SELECT ${COLUMNS} FROM api_key WHERE key_hash = ?`);
  const byId = database.prepare(
    'SELECT 1 FROM api_key WHERE id = ? AND (expires_at IS NULL OR expires_at > ?)',
  );
  const all = database.prepare(`SELECT ${COLUMNS} FROM api_key ORDER BY created_at DESC, id`);
  const remove = database.prepare('DELETE FROM api_key WHERE id = ?');
  const touch = database.prepare('UPDATE api_key SET last_used_at = ? WHERE id = ?');
  const noteUse = (now: number, id: string) => {
    try {
      touch.run(now, id);
    } catch {
      // A full disk must not lock out those who come to see what is wrong. The note is made with the next use.
    }
  };
  const forRun = new Set<string>();
  const create: ApiKeys['create'] = ({ role, name, expiresMs = API_KEY_LIFE_MS }) => {
    const key = PREFIX + randomSecret();
    const createdAt = clock.now();
    const expiresAt = expiresMs === null ? null : createdAt + expiresMs;
    const view = { id: randomUUID(), name, role, createdAt, lastUsedAt: null, expiresAt };
    insert.run(view.id, hashSecret(key), name, role, createdAt, expiresAt);
    return { ...view, key };
  };
  return {
    create,
    createForRun: (request) => {
      const made = create(request);
      forRun.add(made.id);
      return made;
    },
    isForRun: (id) => forRun.has(id),
    list: () => rowsSchema.parse(all.all()),
    revoke: (id) => {
      if (remove.run(id).changes === 0) throw new OrreryError('notFound', 'There is no such API key.');
    },
    find: (key) => {
      if (!key.startsWith(PREFIX)) return null;
      const row = byHash.get(hashSecret(key));
      if (!row) return null;
      const view = apiKeySchema.parse(row);
      const now = clock.now();
      if (view.expiresAt !== null && view.expiresAt <= now) throw hasRunOut(view.name, view.expiresAt);
      if (now - (view.lastUsedAt ?? 0) > LAST_USED_STEP_MS) noteUse(now, view.id);
      return view;
    },
    isValid: (id) => byId.get(id, clock.now()) !== undefined,
  };
}

function hasRunOut(name: string, expiresAt: number): OrreryError {
  const day = new Date(expiresAt).toISOString().slice(0, 10);
  const message = `The API key "${name}" ran out on ${day}. Make a new one: orrery api-key create`;
  return new OrreryError('unauthenticated', message);
}
