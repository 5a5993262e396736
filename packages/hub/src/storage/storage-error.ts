import { OrreryError } from '@orrery/protocol';

const PRIMARY_CODE = 0xff;

/** What SQLite's primary result codes mean to a person, and whether trying again later can help. */
const MEANINGS = new Map<number, { message: string; retryAfterMs?: number }>([
  [5, { message: 'The database is busy: another process holds it.', retryAfterMs: 1_000 }],
  [6, { message: 'The database is locked.', retryAfterMs: 1_000 }],
  [8, { message: 'The database cannot be written: the data folder is read-only.', retryAfterMs: 10_000 }],
  [10, { message: 'The disk failed while the database was read or written.', retryAfterMs: 5_000 }],
  [
    11,
    {
      message:
        'The database is damaged. Restore a backup, or move the data folder away: agents then send all that is still on their machines.',
    },
  ],
  [
    13,
    { message: 'The disk is full. Free some space: the agents go on by themselves.', retryAfterMs: 5_000 },
  ],
  [14, { message: 'The database file cannot be opened.', retryAfterMs: 5_000 }],
  [
    26,
    {
      message:
        'This file is not an Orrery database, or it is damaged. Restore a backup, or move the data folder away.',
    },
  ],
]);

/** Errors of SQLite and of the file system become `storage`; all else stays what it is. */
export function toStorageError(error: unknown): unknown {
  if (error instanceof OrreryError || !(error instanceof Error)) return error;
  const { errcode, code } = error as Error & { errcode?: number; code?: string };
  const meaning = errcode === undefined ? undefined : MEANINGS.get(errcode & PRIMARY_CODE);
  if (meaning) {
    const { message, retryAfterMs } = meaning;
    return new OrreryError('storage', message, {
      cause: error,
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    });
  }
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new OrreryError('storage', 'The disk is full. Free some space: the agents go on by themselves.', {
      cause: error,
      retryAfterMs: 5_000,
    });
  }
  if (code === 'ERR_SQLITE_ERROR') {
    return new OrreryError('storage', `The database refused: ${error.message}.`, { cause: error });
  }
  return error;
}
