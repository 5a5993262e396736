import { join } from 'node:path';
import { type Cursor, freshCursor } from './cursor.ts';
import type { EarlierLines } from './earlier-lines.ts';

/** A batch on its way: what its ack will tell. */
export interface InFlight {
  cursor: Cursor;
  payloadBytes: number;
  rawBytes: number;
}

/** One transcript as the shipper knows it. */
export interface TrackedFile {
  readonly root: string;
  readonly path: string;
  /** What the hub has said. */
  committed: Cursor;
  /** What has been read and sent; ahead of `committed` by the batches in flight. */
  sent: Cursor;
  /** In the order they were read; null when there are none, as for nearly all files nearly always. */
  inFlight: InFlight[] | null;
  /** The hub refused: once nothing is in flight, go on from here. */
  rewindTo: Cursor | null;
  /** Consecutive refusals, for the delay before the next try. */
  refusals: number;
  /** Where to search on for the newline of an unfinished line. */
  searchFrom: number;
  /** What redaction knows from the lines before `sent`; null where that is to be found out when there is a line to send. */
  earlier: EarlierLines | null;
  mtimeMs: number;
  /** Size at the last look. */
  size: number;
  /** A rule of the host keeps it here. */
  isExcluded: boolean;
  /** All complete lines are read. */
  isDrained: boolean;
  /** Why it cannot be read; empty when it can. */
  problem: string;
}

/** A file of which nothing is known yet. */
export function createTrackedFile(root: string, path: string): TrackedFile {
  return {
    root,
    path,
    committed: freshCursor,
    sent: freshCursor,
    inFlight: null,
    rewindTo: null,
    refusals: 0,
    searchFrom: 0,
    earlier: null,
    mtimeMs: 0,
    size: 0,
    isExcluded: false,
    isDrained: false,
    problem: '',
  };
}

/** Where the file is on this machine. */
export function absolutePathOf(file: { root: string; path: string }): string {
  return join(file.root, file.path);
}

/** Key of a file over all roots; no path can hold a NUL. */
export function fileKey(root: string, path: string): string {
  return `${root}\0${path}`;
}
