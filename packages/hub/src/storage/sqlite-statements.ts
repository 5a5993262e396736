import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import { MAX_SUM } from '@orrery/transcript';
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

/** SQLite holds larger whole numbers than JavaScript counts exactly: what is beyond shows as the bound. */
function boundNumbers(row: SqlRow): void {
  for (const [column, value] of Object.entries(row)) {
    if (typeof value === 'bigint') row[column] = Math.max(-MAX_SUM, Math.min(MAX_SUM, Number(value)));
  }
}

function isOutOfRange(error: unknown): boolean {
  return error instanceof RangeError && (error as RangeError & { code?: string }).code === 'ERR_OUT_OF_RANGE';
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
  /** A read that meets a number which JavaScript cannot hold is done again, and shows its bound. */
  const read = <T>(sql: string, usual: (statement: StatementSync) => T, bound: (found: T) => void): T =>
    guarded(() => {
      const statement = prepared(sql);
      try {
        return usual(statement);
      } catch (error) {
        if (!isOutOfRange(error)) throw error;
      }
      statement.setReadBigInts(true);
      try {
        const found = usual(statement);
        bound(found);
        return found;
      } finally {
        statement.setReadBigInts(false);
      }
    });
  return {
    get: (sql, ...values) =>
      read(
        sql,
        (statement) => statement.get(...values),
        (row) => row && boundNumbers(row),
      ),
    all: (sql, ...values) =>
      read(
        sql,
        (statement) => statement.all(...values),
        (rows) => rows.forEach(boundNumbers),
      ),
    *iterate(sql, ...values) {
      try {
        // Not from the cache: an iteration may be under way while the same text is run again.
        const statement = db.prepare(sql);
        // It cannot be begun again in its middle.
        statement.setReadBigInts(true);
        for (const row of statement.iterate(...values)) {
          boundNumbers(row);
          yield row;
        }
      } catch (error) {
        throw toStorageError(error);
      }
    },
    run: (sql, ...values) => guarded(() => Number(prepared(sql).run(...values).lastInsertRowid)),
    exec: (sql) => guarded(() => db.exec(sql)),
  };
}
