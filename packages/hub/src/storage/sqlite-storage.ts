import type { DatabaseSync } from 'node:sqlite';
import { eraseWrites } from './sqlite-erase-writes.ts';
import { liveWrites } from './sqlite-live-writes.ts';
import { fileWrites, hostWrites } from './sqlite-log-writes.ts';
import { blockWrites, sessionWrites, usageWrites } from './sqlite-projection-writes.ts';
import { createSqliteReadStorage } from './sqlite-read-storage.ts';
import { createScrubber } from './sqlite-scrub.ts';
import type { Statements } from './sqlite-statements.ts';
import type { Storage } from './storage.ts';

/** Tables that reindexing fills again. */
const PROJECTIONS = [
  'session_states',
  'agents',
  'tool_calls',
  'blocks',
  'loose_blocks',
  'segments',
  'segment_buckets',
  'message_usage',
  'day_totals',
  'summaries',
];

/** The writer's side of the SQLite storage: hand-written statements, prepared once. */
export function createSqliteStorage(db: DatabaseSync, sql: Statements): Storage {
  return {
    ...createSqliteReadStorage(db, sql),
    ...hostWrites(sql),
    ...fileWrites(sql),
    ...liveWrites(sql),
    ...sessionWrites(sql),
    ...blockWrites(sql),
    ...usageWrites(sql),
    ...eraseWrites(sql),
    ...createScrubber(sql),
    transaction(work) {
      sql.exec('begin immediate');
      try {
        const result = work();
        sql.exec('commit');
        return result;
      } catch (error) {
        // A full disk makes SQLite roll back by itself.
        if (db.isTransaction) sql.exec('rollback');
        throw error;
      }
    },
    clearProjections() {
      for (const table of PROJECTIONS) sql.exec(`delete from ${table}`);
    },
    close: () => db.close(),
  };
}
