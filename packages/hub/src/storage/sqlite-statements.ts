import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import { toStorageError } from './storage-error.ts';

/** A row as SQLite gives it, before a mapper has named its types. */
export type SqlRow = Record<string, null | number | bigint | string | Uint8Array>;

/** Prepared statements by their text, and errors in the archive's own words. */
export interface Statements {
  get(sql: string, ...values: SQLInputValue[]): SqlRow | undefined;
  all(sql: string, ...values: SQLInputValue[]): SqlRow[];
  iterate(sql: string, ...values: SQLInputValue[]): Iterable<SqlRow>;
  /** Returns the key of the row that was inserted. */
  run(sql: string, ...values: SQLInputValue[]): number;
  exec(sql: string): void;
}

/** Statements of one connection. The texts are constants of the program, so that the cache is bounded. */
export function createStatements(db: DatabaseSync): Statements {
  const cache = new Map<string, StatementSync>();
  const prepared = (sql: string) => {
    const found = cache.get(sql);
    if (found) return found;
    const made = db.prepare(sql);
    cache.set(sql, made);
    return made;
  };
  const guarded = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      throw toStorageError(error);
    }
  };
  return {
    get: (sql, ...values) => guarded(() => prepared(sql).get(...values)),
    all: (sql, ...values) => guarded(() => prepared(sql).all(...values)),
    *iterate(sql, ...values) {
      try {
        // Not from the cache: an iteration may be under way while the same text is run again.
        yield* db.prepare(sql).iterate(...values);
      } catch (error) {
        throw toStorageError(error);
      }
    },
    run: (sql, ...values) => guarded(() => Number(prepared(sql).run(...values).lastInsertRowid)),
    exec: (sql) => guarded(() => db.exec(sql)),
  };
}
