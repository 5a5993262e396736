import { randomBytes } from 'node:crypto';
import {
  closeSync,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsyncSync,
  lstatSync,
  openSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { errorCode } from './error-code.ts';
import { type HeldFolder, holdFolder } from './held-folder.ts';
import { NotFollowedError } from './not-followed.ts';
import { openPlaced } from './open-placed.ts';
import { findPlaces, isLinkOf } from './places.ts';
import { readFully } from './read-descriptor.ts';
import { SecretFiles } from './secret-files.ts';

/** A file in a Claude folder that its owner may keep elsewhere, by a link; `bytes` is null where there is none. */
export interface OwnedFile {
  /** Behind links: what is written. */
  path: string;
  bytes: Buffer | null;
  /** Permission bits; null where there is no file. */
  mode: number | null;
  /** Account that the Claude folder belongs to. */
  owner: number;
}

/** Reads it through a link of the folder's owner to a file of the same owner. Throws a `NotFollowedError`, or what the system says. */
export function readOwnedFile(root: string, name: string, maxBytes: number): OwnedFile {
  const places = findPlaces(root, []);
  if (places === null) throw new NotFollowedError(`${root} is not there.`);
  const { owner } = places;
  const absolute = join(root, name);
  const link = lstatSync(absolute, { throwIfNoEntry: false });
  if (link === undefined) return { path: join(places.root, name), bytes: null, mode: null, owner };
  if (link.isSymbolicLink() && !isLinkOf(owner, link))
    throw new NotFollowedError(`${absolute} is a link that another account made (number ${link.uid}).`);
  const { fd, stats, realPath } = openLinked(absolute);
  try {
    if (!stats.isFile()) throw new NotFollowedError(`${absolute} is not a file.`);
    if (Number(stats.uid) !== owner)
      throw new NotFollowedError(
        `${realPath} belongs to another account (number ${stats.uid}) than ${root}.`,
      );
    const secret = new SecretFiles([root]).nameOf(realPath, stats, false);
    if (secret !== null)
      throw new NotFollowedError(`${absolute} is ${secret} of Claude Code under another name.`);
    if (stats.size > BigInt(maxBytes)) throw new NotFollowedError(`${absolute} is larger than it can be.`);
    const bytes = Buffer.alloc(Number(stats.size));
    const length = readFully(fd, bytes, 0);
    return { path: realPath, bytes: bytes.subarray(0, length), mode: Number(stats.mode) & 0o777, owner };
  } finally {
    closeSync(fd);
  }
}

/** Why a file must not be replaced, in words; null when it may be. */
export type RefuseToReplace = (stats: Stats) => string | null;

/**
 * Replaces the file, if it still is what was read: false when somebody has written it meanwhile. There is the old file
 * or the new one at every moment, in the folder in which it was read, wherever links lead by now. `bytes` null removes it.
 */
export function replaceOwnedFile(file: OwnedFile, bytes: Buffer | null, refuse: RefuseToReplace): boolean {
  const folder = holdFolder(dirname(file.path));
  try {
    if (folder.uid !== file.owner && folder.uid !== 0)
      throw new NotFollowedError(`${dirname(file.path)} belongs to another account (number ${folder.uid}).`);
    return replaceIn(folder, file, bytes, refuse);
  } finally {
    folder.close();
  }
}

function replaceIn(
  folder: HeldFolder,
  file: OwnedFile,
  bytes: Buffer | null,
  refuse: RefuseToReplace,
): boolean {
  const target = folder.at(basename(file.path));
  const stats = lstatSync(target, { throwIfNoEntry: false });
  const words = stats === undefined ? null : refuse(stats);
  if (words !== null) throw new NotFollowedError(words);
  if (bytes === null) {
    if (!isUnchanged(target, file)) return false;
    rmSync(target, { force: true });
    return true;
  }
  const fresh = folder.at(`.settings.json.${randomBytes(6).toString('hex')}.orrery`);
  try {
    writeWhole(fresh, bytes, stats ?? { uid: file.owner, gid: folder.gid, mode: 0o600 });
    if (!isUnchanged(target, file)) return false;
    renameSync(fresh, target);
    return true;
  } finally {
    rmSync(fresh, { force: true });
  }
}

/** `wx` makes the file, or fails: never through a link. */
function writeWhole(path: string, bytes: Buffer, like: Pick<Stats, 'uid' | 'gid' | 'mode'>): void {
  const fd = openSync(path, 'wx', 0o600);
  try {
    writeFileSync(fd, bytes);
    const own = fstatSync(fd);
    if (own.uid !== like.uid || (own.gid !== like.gid && own.uid === 0)) fchownSync(fd, like.uid, like.gid);
    fchmodSync(fd, like.mode & 0o777);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

function isUnchanged(path: string, { bytes, owner }: OwnedFile): boolean {
  const link = lstatSync(path, { throwIfNoEntry: false });
  if (link === undefined) return bytes === null;
  if (bytes === null || !link.isFile()) return false;
  const { fd, stats } = openPlaced(path);
  try {
    if (!stats.isFile() || Number(stats.uid) !== owner || stats.size !== BigInt(bytes.length)) return false;
    const there = Buffer.alloc(bytes.length);
    return readFully(fd, there, 0) === bytes.length && there.equals(bytes);
  } finally {
    closeSync(fd);
  }
}

function openLinked(path: string): ReturnType<typeof openPlaced> {
  try {
    return openPlaced(path);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT' || statSync(path, { throwIfNoEntry: false }) !== undefined) throw error;
    throw new NotFollowedError(`${path} is a link to a file that does not exist.`);
  }
}
