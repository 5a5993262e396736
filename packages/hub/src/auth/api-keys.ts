import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { apiKeySchema, OrreryError, type Role } from '@orrery/protocol';
import * as z from 'zod';
import type { Clock } from '../server/clock.ts';
import { hashSecret, randomSecret } from './secret.ts';

/** A key without the key. */
export type ApiKeyView = z.infer<typeof apiKeySchema>;

/** Keys for scripts and the command line. Only their hashes are kept. */
export interface ApiKeys {
  create(request: { role: Role; name: string }): ApiKeyView & { key: string };
  list(): ApiKeyView[];
  /** Throws `notFound`. */
  revoke(id: string): void;
  /** The key's record, or null when there is no such key (any more). */
  find(key: string): ApiKeyView | null;
  exists(id: string): boolean;
}

const PREFIX = 'orrery_key_';

/** `last used` is for people: a write per request would be a waste. */
const LAST_USED_STEP_MS = 60_000;

const COLUMNS = 'id, name, role, created_at AS createdAt, last_used_at AS lastUsedAt';

const rowsSchema = z.array(apiKeySchema);

/** Keys over the sign-in database. */
export function createApiKeys(database: DatabaseSync, clock: Clock): ApiKeys {
  const insert = database.prepare(
    'INSERT INTO api_key (id, key_hash, name, role, created_at) VALUES (?, ?, ?, ?, ?)',
  );
  const byHash = database.prepare(`SELECT ${COLUMNS} FROM api_key WHERE key_hash = ?`);
  const byId = database.prepare('SELECT 1 FROM api_key WHERE id = ?');
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
  return {
    create: ({ role, name }) => {
      const key = PREFIX + randomSecret();
      const view = { id: randomUUID(), name, role, createdAt: clock.now(), lastUsedAt: null };
      insert.run(view.id, hashSecret(key), name, role, view.createdAt);
      return { ...view, key };
    },
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
      if (now - (view.lastUsedAt ?? 0) > LAST_USED_STEP_MS) noteUse(now, view.id);
      return view;
    },
    exists: (id) => byId.get(id) !== undefined,
  };
}
