import { type BigIntStats, closeSync, fstatSync } from 'node:fs';
import { type FileIdentity, MAX_BATCH_BYTES, MAX_BATCH_LINES, MAX_LINE_BYTES } from '@orrery/protocol';
import { isMissing, type OpenedFile } from '../files/claude-files.ts';
import { NotFollowedError } from '../files/not-followed.ts';
import { readFully } from '../files/read-descriptor.ts';
import { type Cursor, nextGeneration } from './cursor.ts';
import { IDENTITY_BYTES, isSameFile, makeIdentity, readIdentity, rememberIdentity } from './file-identity.ts';
import { findNewlineFrom } from './find-newline.ts';

/** Complete lines of one file, as they are on disk. `bytes` is null for a line over the cap; it may be the scratch buffer. */
export interface RawBatch {
  generation: number;
  start: number;
  end: number;
  bytes: Buffer | null;
  lines: number;
  identity: FileIdentity;
  /** Complete lines behind this batch; exact near the end of the file, else estimated from this batch's lines. */
  lagLines: number;
}

/** What one look at a file gave. */
export type ReadResult =
  | { kind: 'batch'; batch: RawBatch; next: Cursor; hasMore: boolean; size: number }
  /** Nothing complete to send. `searchFrom`: where to search on for the newline that is missing. */
  | { kind: 'idle'; next: Cursor; size: number; searchFrom: number }
  /** It shrank while it was read; what was read may mix old and new, so look again. */
  | { kind: 'changing' }
  | { kind: 'gone' }
  /** It may not be read: where it is, whose it is or what it is. */
  | { kind: 'refused' }
  | { kind: 'unreadable'; error: Error };

/** Limits of a read. */
export interface ReadLimits {
  /** A batch ends at the last newline within this many bytes. */
  batchBytes: number;
  /** And after this many lines. */
  batchLines: number;
  /** A longer line is skipped, with a marker. */
  maxLineBytes: number;
}

/** The product's limits: what a hub takes. */
export const defaultReadLimits: ReadLimits = {
  batchBytes: MAX_BATCH_BYTES,
  batchLines: MAX_BATCH_LINES,
  maxLineBytes: MAX_LINE_BYTES,
};

const NEWLINE = 10;

/**
 * One step of a tail: opens, checks that the file is the one the cursor speaks of, reads complete lines, closes. It is
 * synchronous, so that an agent holds one transcript open at most and no other step of it can interleave.
 */
export function readBatch(
  open: () => OpenedFile,
  cursor: Cursor,
  options: { limits: ReadLimits; searchFrom: number; scratch: Buffer },
): ReadResult {
  let opened: OpenedFile;
  try {
    opened = open();
  } catch (error) {
    return failure(error);
  }
  const { fd, stats } = opened;
  try {
    const isSame = cursor.identity === null || isSameFile(fd, stats, cursor.identity, cursor.offset);
    const isFirst = isSame && (cursor.identity !== null || Number(stats.size) >= cursor.offset);
    const from = isFirst ? cursor : nextGeneration(cursor);
    const searchFrom = isFirst ? Math.max(options.searchFrom, from.offset) : from.offset;
    return readLines(fd, stats, from, searchFrom, options);
  } catch (error) {
    return failure(error);
  } finally {
    closeSync(fd);
  }
}

function readLines(
  fd: number,
  stats: BigIntStats,
  from: Cursor,
  searchFrom: number,
  { limits, scratch }: { limits: ReadLimits; scratch: Buffer },
): ReadResult {
  const size = Number(stats.size);
  const available = size - from.offset;
  const idle = (searched: number): ReadResult => ({ kind: 'idle', next: from, size, searchFrom: searched });
  if (searchFrom >= size) return idle(Math.min(searchFrom, size));

  // The usual case: the newline is within one batch's reach and nothing was searched before.
  if (searchFrom - from.offset < limits.batchBytes) {
    const chunk = scratch.subarray(0, Math.min(available, limits.batchBytes));
    const bytesRead = readFully(fd, chunk, from.offset);
    const length = chunk.subarray(0, bytesRead).lastIndexOf(NEWLINE) + 1;
    if (length > 0)
      return makeBatch(fd, stats, from, firstLines(chunk.subarray(0, length), limits.batchLines));
    if (bytesRead < limits.batchBytes) return idle(from.offset + bytesRead);
  }

  const searchStart = Math.max(searchFrom, from.offset + limits.batchBytes);
  const found = findNewlineFrom(fd, searchStart, size);
  if (found.newlineAt === null) return idle(found.searchedTo);
  const end = found.newlineAt + 1;
  if (end - from.offset > limits.maxLineBytes) return makeSkip(fd, stats, from, end);
  const line = Buffer.allocUnsafe(end - from.offset);
  // Rewritten since it was searched: whole lines are there now.
  const isWhole =
    readFully(fd, line, from.offset) === line.length && line.indexOf(NEWLINE) === line.length - 1;
  if (!isWhole) return { kind: 'changing' };
  return makeBatch(fd, stats, from, line);
}

function makeBatch(fd: number, stats: BigIntStats, from: Cursor, bytes: Buffer): ReadResult {
  const end = from.offset + bytes.length;
  if (hasShrunk(fd, end)) return { kind: 'changing' };
  // The chunk itself holds the head or the tail in most cases; the file is asked only for what is before it.
  const head =
    from.offset === 0 ? bytes.subarray(0, IDENTITY_BYTES) : readExactly(fd, 0, Math.min(IDENTITY_BYTES, end));
  const tailLength = Math.min(IDENTITY_BYTES, end);
  const tail =
    bytes.length >= tailLength
      ? bytes.subarray(bytes.length - tailLength)
      : readExactly(fd, end - tailLength, tailLength);
  const rest = Number(stats.size) - end;
  const lines = countLines(bytes);
  const lagLines = rest === 0 ? 0 : Math.round(rest / (bytes.length / lines));
  return done(stats, from, { end, bytes, lines, identity: makeIdentity(stats, head, tail), lagLines });
}

function makeSkip(fd: number, stats: BigIntStats, from: Cursor, end: number): ReadResult {
  const identity = readIdentity(fd, stats, end);
  if (identity === null) return { kind: 'changing' };
  return done(stats, from, {
    end,
    bytes: null,
    lines: 1,
    identity,
    lagLines: Number(stats.size) > end ? 1 : 0,
  });
}

function done(stats: BigIntStats, from: Cursor, batch: Omit<RawBatch, 'generation' | 'start'>): ReadResult {
  const { generation } = from;
  const size = Number(stats.size);
  return {
    kind: 'batch',
    batch: { generation, start: from.offset, ...batch },
    next: { generation, offset: batch.end, identity: rememberIdentity(batch.identity) },
    hasMore: size > batch.end,
    size,
  };
}

function hasShrunk(fd: number, end: number): boolean {
  return fstatSync(fd).size < end;
}

function readExactly(fd: number, position: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  return bytes.subarray(0, readFully(fd, bytes, position));
}

/** A file of nothing but newlines has a million of them in one batch. */
function firstLines(bytes: Buffer, most: number): Buffer {
  let count = 0;
  for (let at = bytes.indexOf(NEWLINE); at !== -1; at = bytes.indexOf(NEWLINE, at + 1)) {
    count += 1;
    if (count === most) return bytes.subarray(0, at + 1);
  }
  return bytes;
}

function countLines(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(NEWLINE); at !== -1; at = bytes.indexOf(NEWLINE, at + 1)) count += 1;
  return count;
}

function failure(error: unknown): ReadResult {
  if (!(error instanceof Error)) throw error;
  if (error instanceof NotFollowedError) return { kind: 'refused' };
  return isMissing(error) ? { kind: 'gone' } : { kind: 'unreadable', error };
}
