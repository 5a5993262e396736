import {
  type BigIntStats,
  closeSync,
  constants,
  existsSync,
  fstatSync,
  lstatSync,
  openSync,
  readlinkSync,
  realpathSync,
} from 'node:fs';
import { errorCode } from './error-code.ts';

/** An open file or folder, what it is, and where it truly is. */
export interface Placed {
  fd: number;
  stats: BigIntStats;
  realPath: string;
}

/** Injected so that tests can deny the access that root always has. */
export type OpenFile = (path: string, flags: number) => number;

/** Opens a file only to read it. */
export const openToRead: OpenFile = (path, flags) => openSync(path, flags);

/** macOS: no link in any part of a path. Node does not name it; systems that do not know it ignore it. */
const NOFOLLOW_ANY = process.platform === 'darwin' ? 0x2000_0000 : 0;

/** Never wait for the writer of a pipe, never become a terminal's process, never follow a link at the end. */
const FLAGS =
  constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOCTTY ?? 0) | (constants.O_NOFOLLOW ?? 0);

const DESCRIPTORS = '/proc/self/fd';

/** Whether the system says of an open descriptor where it is (Linux). */
export const hasDescriptorPaths = process.platform === 'linux' && existsSync(DESCRIPTORS);

/** What is behind an open folder, by a path that no rename and no link can turn elsewhere. Linux only. */
export function descriptorPath(fd: number): string {
  return `${DESCRIPTORS}/${fd}`;
}

const TRIES = 3;

export interface PlacedOptions {
  openFile?: OpenFile;
  /** False: as on systems that do not say where a descriptor is. */
  byDescriptor?: boolean;
}

/**
 * Opens what a path leads to, links included, and says where that is. On Linux the system is asked about the open
 * descriptor, so that nobody can swap a folder for a link between a check and the opening. Elsewhere the path is resolved,
 * opened without following, and looked at again. The caller decides whether it may be read, and closes it.
 */
export function openPlaced(path: string, options: PlacedOptions = {}): Placed {
  const { openFile = openToRead, byDescriptor = hasDescriptorPaths } = options;
  if (byDescriptor) return placedByDescriptor(path, openFile);
  for (let tried = 1; ; tried += 1) {
    const placed = placedByPath(path, openFile);
    if (placed !== null) return placed;
    if (tried === TRIES) throw Object.assign(new Error(`${path} changes all the time`), { code: 'ESTALE' });
  }
}

/** Opens a folder to list it, links included. Linux only. */
export function openPlacedFolder(path: string): Placed {
  return place(openSync(path, (FLAGS & ~(constants.O_NOFOLLOW ?? 0)) | (constants.O_DIRECTORY ?? 0)));
}

function placedByDescriptor(path: string, openFile: OpenFile): Placed {
  try {
    return place(openFile(path, FLAGS));
  } catch (error) {
    // A link; should somebody swap what it leads to for another link meanwhile, this one fails in the same way.
    if (errorCode(error) !== 'ELOOP') throw error;
    return place(openFile(realpathSync.native(path), FLAGS));
  }
}

function place(fd: number): Placed {
  try {
    const stats = fstatSync(fd, { bigint: true });
    const told = readlinkSync(descriptorPath(fd));
    return { fd, stats, realPath: stats.nlink === 0n ? told.replace(/ \(deleted\)$/, '') : told };
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}

/** Null: what is at the path now is not what was opened. */
function placedByPath(path: string, openFile: OpenFile): Placed | null {
  const realPath = realpathSync.native(path);
  const fd = openFile(realPath, FLAGS | NOFOLLOW_ANY);
  let isKept = false;
  try {
    const stats = fstatSync(fd, { bigint: true });
    const there = lstatSync(realPath, { bigint: true, throwIfNoEntry: false });
    isKept =
      there?.dev === stats.dev && there.ino === stats.ino && realpathSync.native(realPath) === realPath;
    return isKept ? { fd, stats, realPath } : null;
  } finally {
    if (!isKept) closeSync(fd);
  }
}
