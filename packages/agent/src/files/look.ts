import { closeSync, existsSync, lstatSync, type Stats, statSync } from 'node:fs';
import { openPlaced } from './open-placed.ts';
import { realPathOf } from './places.ts';
import { readFully } from './read-descriptor.ts';

/** One object for all: sweeps look at ten thousand files. */
const NO_ERROR = { throwIfNoEntry: false } as const;

/** Whether there is anything at a path. */
export function isThere(path: string): boolean {
  return existsSync(path);
}

/** Size and times, through links. */
export function look(path: string): Stats | undefined {
  return statSync(path, NO_ERROR);
}

/** Whether the name itself is taken, be it by a link that leads nowhere. */
export function isNameTaken(path: string): boolean {
  return lstatSync(path, NO_ERROR) !== undefined;
}

/** Where a path leads; the path itself where that cannot be said. */
export function realPathOrSame(path: string): string {
  return realPathOf(path) ?? path;
}

/** A small file outside Claude folders, through links; null for what is no regular file, or larger. Never waits for a pipe. */
export function readSmallFile(path: string, maxBytes: number): string | null {
  const { fd, stats } = openPlaced(path);
  try {
    if (!stats.isFile() || stats.size > BigInt(maxBytes)) return null;
    const bytes = Buffer.alloc(Number(stats.size));
    return bytes.toString('utf8', 0, readFully(fd, bytes, 0));
  } finally {
    closeSync(fd);
  }
}
