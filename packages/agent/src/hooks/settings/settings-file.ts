import { randomBytes } from 'node:crypto';
import {
  closeSync,
  fchmodSync,
  fchownSync,
  fsyncSync,
  lstatSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

/** A settings file as found; `bytes` is null where there is none. */
export interface SettingsFile {
  /** Behind links: what is written. */
  path: string;
  bytes: Buffer | null;
  /** Permission bits; null where there is no file. */
  mode: number | null;
}

/** A settings file that must not or cannot be changed; the message is for people. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

/** More than any person's settings; the agent keeps a copy in memory and in its state. */
const MAX_BYTES = 4 * 1024 * 1024;

/** Reads the settings of a Claude folder, through links. Throws a `SettingsError`. */
export function readSettingsFile(root: string): SettingsFile {
  const name = join(root, 'settings.json');
  return guard(name, () => {
    if (!statSync(root, { throwIfNoEntry: false })?.isDirectory()) {
      throw new SettingsError(`${root} is not there, so it has no settings to change.`);
    }
    const link = lstatSync(name, { throwIfNoEntry: false });
    if (link === undefined) return { path: name, bytes: null, mode: null };
    const stats = statSync(name, { throwIfNoEntry: false });
    if (stats === undefined) throw new SettingsError(`${name} is a link to a file that does not exist.`);
    if (!stats.isFile()) throw new SettingsError(`${name} is not a file.`);
    if (stats.size > MAX_BYTES) throw new SettingsError(`${name} is larger than settings are.`);
    return { path: realpathSync(name), bytes: readFileSync(name), mode: stats.mode & 0o777 };
  });
}

/**
 * Replaces the file, if it still is what was read: false when somebody has written it meanwhile. There is the old file
 * or the new one at every moment. `bytes` null removes it. Throws a `SettingsError`.
 */
export function replaceSettingsFile(file: SettingsFile, bytes: Buffer | null): boolean {
  return guard(file.path, () => {
    const stats = statSync(file.path, { throwIfNoEntry: false });
    if (stats !== undefined) refuseToReplace(file.path, stats);
    if (bytes === null) {
      if (!isUnchanged(file)) return false;
      rmSync(file.path, { force: true });
      return true;
    }
    const fresh = join(dirname(file.path), `.settings.json.${randomBytes(6).toString('hex')}.orrery`);
    try {
      writeWhole(fresh, bytes, stats);
      if (!isUnchanged(file)) return false;
      renameSync(fresh, file.path);
      return true;
    } finally {
      rmSync(fresh, { force: true });
    }
  });
}

function writeWhole(path: string, bytes: Buffer, like: Stats | undefined): void {
  const fd = openSync(path, 'wx', 0o600);
  try {
    writeFileSync(fd, bytes);
    if (like !== undefined) {
      const own = statSync(path);
      if (own.uid !== like.uid || own.gid !== like.gid) fchownSync(fd, like.uid, like.gid);
      fchmodSync(fd, like.mode & 0o777);
    }
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

function refuseToReplace(path: string, stats: Stats): void {
  if ((stats.mode & 0o200) === 0) {
    throw new SettingsError(`${path} is read-only. Make it writable (chmod u+w) and try again.`);
  }
  // A rename would leave the other name with the old content.
  if (stats.nlink > 1)
    throw new SettingsError(`${path} has a second name (a hard link), which would come apart.`);
}

function isUnchanged({ path, bytes }: SettingsFile): boolean {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return bytes === null;
  return bytes !== null && stats.isFile() && readFileSync(path).equals(bytes);
}

function guard<T>(path: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof SettingsError || !(error instanceof Error && 'code' in error)) throw error;
    throw new SettingsError(describe(path, String(error.code), error.message), { cause: error });
  }
}

function describe(path: string, code: string, message: string): string {
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return `This account may not read or change ${path}.`;
    case 'EROFS':
      return `${path} is on a file system that cannot be written.`;
    case 'ENOSPC':
    case 'EDQUOT':
      return `The disk is full: ${path} stays as it was.`;
    case 'ELOOP':
      return `${path} is a link that leads to itself.`;
    default:
      return `${path} stays as it was: ${message}`;
  }
}
