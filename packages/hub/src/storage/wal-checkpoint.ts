import type { Statements } from './sqlite-statements.ts';

/** Pages of the log that wait for being copied: 16 MB. */
const DUE_PAGES = 4_000;

/** Pages of a log that should begin again from its start: 128 MB. */
const LONG_PAGES = 32_000;

/** What should be done about the write-ahead log. `restart`: it grows although it is copied, as there is always more. */
export function checkpointNeed(sql: Statements): 'none' | 'due' | 'restart' {
  const row = sql.get('pragma wal_checkpoint(noop)');
  const [pages, copied] = [Number(row?.log ?? 0), Number(row?.checkpointed ?? 0)];
  if (pages > LONG_PAGES && copied < pages) return 'restart';
  return pages - copied > DUE_PAGES ? 'due' : 'none';
}

/** Copies what it can without making anybody wait. When all of it is copied, the next commit begins the log again. */
export function checkpoint(sql: Statements): void {
  sql.get('pragma wal_checkpoint(passive)');
}
