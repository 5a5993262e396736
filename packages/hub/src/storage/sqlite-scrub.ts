import type { Statements } from './sqlite-statements.ts';
import type { EraseStorage } from './storage.ts';

/** Free pages that one step overwrites: 4 MB. */
const PAGES_PER_STEP = 1_024;

/** What a row needs beside its filler. */
const ROOM_BYTES = 512;

/**
 * Overwriting of what is deleted. A page that SQLite frees keeps its bytes until it is used again, and rows that are
 * written anew leave old versions in free pages: a table of zeros takes up all of them, and is dropped again.
 */
export function createScrubber(
  sql: Statements,
): Pick<EraseStorage, 'setOverwriting' | 'scrub' | 'truncateLog'> {
  const pragma = (name: string) => Number(Object.values(sql.get(`pragma ${name}`) ?? {})[0] ?? 0);
  let isFilling = true;
  return {
    setOverwriting: (isOn) => void sql.get(`pragma secure_delete = ${isOn ? 'on' : 'fast'}`),
    scrub() {
      sql.exec('create table if not exists scrub (pk integer primary key, filler blob not null)');
      const free = pragma('freelist_count');
      if (isFilling && free > 0) {
        const bytes = Math.min(free, PAGES_PER_STEP) * pragma('page_size') - ROOM_BYTES;
        sql.run('insert into scrub (filler) values (zeroblob(?))', Math.max(1, bytes));
        return true;
      }
      isFilling = false;
      const row = sql.get('select pk from scrub order by pk limit 1');
      if (row !== undefined) {
        sql.run('delete from scrub where pk = ?', Number(row.pk));
        return true;
      }
      isFilling = true;
      sql.exec('drop table scrub');
      return false;
    },
    truncateLog() {
      const before = pragma('busy_timeout');
      sql.get('pragma busy_timeout = 50');
      try {
        return Number(sql.get('pragma wal_checkpoint(truncate)')?.busy ?? 0) === 0;
      } finally {
        sql.get(`pragma busy_timeout = ${before}`);
      }
    },
  };
}
