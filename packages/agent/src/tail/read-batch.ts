import { type BigIntStats, closeSync, fstatSync } from 'node:fs';
import {
  type FileIdentity,
  MAX_BATCH_BYTES,
  MAX_BATCH_LINES,
  MAX_GENERATION,
  MAX_LINE_BYTES,
  OrreryError,
} from '@orrery/protocol';
import { isMissing, type OpenedFile } from '../files/claude-files.ts';
import { NotFollowedError } from '../files/not-followed.ts';
import { readFully } from '../files/read-descriptor.ts';
import { type Cursor, nextGeneration } from './cursor.ts';
import { type FileIdentities, IDENTITY_BYTES, rememberIdentity } from './file-identity.ts';
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

/** What a read goes by. */
export interface ReadOptions {
  identities: FileIdentities;
  limits: ReadLimits;
  /** Where to search on for the newline of an unfinished line. */
  searchFrom: number;
  scratch: Buffer;
}

const NEWLINE = 10;

/**
 * One step of a tail: opens, checks that the file is the one the cursor speaks of and that a line begins there, reads
 * complete lines, closes. It is synchronous, so that an agent holds one transcript open at most and no other step of it can
 * interleave.
 */
export function readBatch(open: () => OpenedFile, cursor: Cursor, options: ReadOptions): ReadResult {
  let opened: OpenedFile;
  try {
    opened = open();
  } catch (error) {
    return failure(error);
  }
  const { fd, stats } = opened;
  try {
    const isKnown = isLineStart(fd, cursor.offset) && isSameFile({ fd, stats }, cursor, options.identities);
    const from = isKnown ? cursor : nextGeneration(cursor);
    if (from.generation > MAX_GENERATION) return { kind: 'unreadable', error: noNextGeneration() };
    const searchFrom = isKnown ? Math.max(options.searchFrom, from.offset) : from.offset;
    return readLines(fd, stats, from, searchFrom, options);
  } catch (error) {
    return failure(error);
  } finally {
    closeSync(fd);
  }
}

/** Offsets come from the hub. What begins amid a line would be judged, and sent, as a line: half a secret is none. */
function isLineStart(fd: number, offset: number): boolean {
  if (offset === 0) return true;
  const before = Buffer.allocUnsafe(1);
  return readFully(fd, before, offset - 1) === 1 && before[0] === NEWLINE;
}

function isSameFile({ fd, stats }: OpenedFile, cursor: Cursor, identities: FileIdentities): boolean {
  const { identity, offset } = cursor;
  return identity === null ? Number(stats.size) >= offset : identities.isSame(fd, stats, identity, offset);
}

function readLines(
  fd: number,
  stats: BigIntStats,
  from: Cursor,
  searchFrom: number,
  options: ReadOptions,
): ReadResult {
  const { identities, limits, scratch } = options;
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
      return makeBatch(
        { fd, stats },
        from,
        firstLines(chunk.subarray(0, length), limits.batchLines),
        identities,
      );
    if (bytesRead < limits.batchBytes) return idle(from.offset + bytesRead);
  }

  const searchStart = Math.max(searchFrom, from.offset + limits.batchBytes);
  const found = findNewlineFrom(fd, searchStart, size);
  if (found.newlineAt === null) return idle(found.searchedTo);
  const end = found.newlineAt + 1;
  if (end - from.offset > limits.maxLineBytes) return makeSkip({ fd, stats }, from, end, identities);
  const line = Buffer.allocUnsafe(end - from.offset);
  // Rewritten since it was searched: whole lines are there now.
  const isWhole =
    readFully(fd, line, from.offset) === line.length && line.indexOf(NEWLINE) === line.length - 1;
  if (!isWhole) return { kind: 'changing' };
  return makeBatch({ fd, stats }, from, line, identities);
}

function makeBatch(
  { fd, stats }: OpenedFile,
  from: Cursor,
  bytes: Buffer,
  identities: FileIdentities,
): ReadResult {
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
  return done(stats, from, { end, bytes, lines, identity: identities.make(stats, head, tail), lagLines });
}

function makeSkip(
  { fd, stats }: OpenedFile,
  from: Cursor,
  end: number,
  identities: FileIdentities,
): ReadResult {
  const identity = identities.read(fd, stats, end);
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

/** Only a hub that does not tell the truth gets here; the next connection begins with what it says then. */
function noNextGeneration(): Error {
  return new OrreryError('invalid', 'the hub counts so many versions of it that there is no next one.');
}

function failure(error: unknown): ReadResult {
  if (!(error instanceof Error)) throw error;
  if (error instanceof NotFollowedError) return { kind: 'refused' };
  return isMissing(error) ? { kind: 'gone' } : { kind: 'unreadable', error };
}
