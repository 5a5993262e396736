import { existsSync } from 'node:fs';
import { MAX_SUM } from '@orrery/transcript';
import { databasePath, openReaderDatabase } from './sqlite-database.ts';

/** What a look at a stored archive gave. */
export type ArchiveVerdict =
  | { state: 'none' }
  /** `bounded`: days whose tokens are more than can be counted; they are shown with the bound. */
  | { state: 'readable'; sessions: number; bounded: string[] };

/** Looks whether an archive can be read, beside a hub that may run. Throws `storage`, in words, where it cannot. */
export function checkArchive(dataDir: string): ArchiveVerdict {
  if (!existsSync(databasePath(dataDir))) return { state: 'none' };
  const { db, sql } = openReaderDatabase(dataDir);
  try {
    const sessions = Number(sql.get('select count(*) as n from sessions')?.n ?? 0);
    const days = sql.all(
      'select day from day_totals where tokens >= ? or cost_micros >= ? order by day',
      MAX_SUM,
      MAX_SUM,
    );
    return { state: 'readable', sessions, bounded: days.map(({ day }) => String(day)) };
  } finally {
    db.close();
  }
}
