import type { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';
import type { Clock } from '../server/clock.ts';
import type { HubLogger } from '../server/hub-logger.ts';

/** What somebody was told of lately, so that a hub that starts again does not tell it again. */
export interface ToldNotices {
  /** As it stands; read once, when a hub starts. */
  recent(): ReadonlySet<string>;
  /** Never throws: what cannot be remembered is told twice at worst. */
  add(keys: readonly string[]): void;
}

/** After so long nothing counts as news by its age alone. */
const KEPT_MS = 3_600_000;

const rowsSchema = z.array(z.object({ key: z.string() }));

/** What was told, over the sign-in database. */
export function createToldNotices(database: DatabaseSync, clock: Clock, logger: HubLogger): ToldNotices {
  const insert = database.prepare('INSERT OR REPLACE INTO told_notice (key, at) VALUES (?, ?)');
  const forget = database.prepare('DELETE FROM told_notice WHERE at < ?');
  const read = database.prepare('SELECT key FROM told_notice WHERE at >= ?');
  return {
    recent: () => new Set(rowsSchema.parse(read.all(clock.now() - KEPT_MS)).map(({ key }) => key)),
    add: (keys) => {
      try {
        for (const key of keys) insert.run(key, clock.now());
        forget.run(clock.now() - KEPT_MS);
      } catch (error) {
        logger.warn('a told notice was not remembered', { error: String(error) });
      }
    },
  };
}
