import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { OrreryError } from '@orrery/protocol';
import { NotFollowedError } from './not-followed.ts';
import { openPlaced } from './open-placed.ts';
import { readFully } from './read-descriptor.ts';

/** Much more than the agent keeps: a copy of settings files, in base64. */
const MAX_BYTES = 256 * 1024 * 1024;

/** All that an agent keeps there. Whatever else lies in the folder is somebody's and stays as it is. */
const OWN_NAMES = ['identity.json', 'identity.backup.json', 'grants.json', 'hooks.json', 'files.json'];

/** Makes the agent's own folder for its owner alone. One that others own is refused, one that is open to others is closed to them. */
export function openPrivateFolder(dir: string): void {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  closeFolder(dir);
}

/**
 * Closes the agent's own folder and files to others, as every start begins. Returns what a person should look at where
 * others could have written there; null otherwise. Throws `storage` where it cannot be closed or is not the agent's.
 */
export function closeStateFolder(dir: string): string | null {
  try {
    if (statSync(dir, { throwIfNoEntry: false }) === undefined) return null;
    const before = closeFolder(dir);
    const modes = OWN_NAMES.map((name) => closeFile(join(dir, name)));
    if (process.platform === 'win32' || ((before | modes.reduce((all, mode) => all | mode, 0)) & 0o022) === 0)
      return null;
    return `${dir} could be written by other accounts of this machine. It is closed now. Look whether it says what you decided: orrery agent status`;
  } catch (cause) {
    const words = cause instanceof NotFollowedError ? cause.message : cannotClose(dir);
    throw new OrreryError('storage', words, { cause });
  }
}

/** Returns its mode before. */
function closeFolder(dir: string): number {
  const stats = statSync(dir);
  refuseOthers(dir, stats);
  if (process.platform === 'win32' || (stats.mode & 0o077) === 0) return stats.mode;
  if ((stats.mode & 0o1000) !== 0)
    throw new NotFollowedError(`${dir} belongs to everybody. Give a folder of your own: --state DIR`);
  try {
    chmodSync(dir, 0o700);
  } catch (cause) {
    throw new NotFollowedError(cannotClose(dir), { cause });
  }
  return stats.mode;
}

/** After its folder, so that nobody can put another one in its place; never through a link. Returns its mode before. */
function closeFile(path: string): number {
  const link = lstatSync(path, { throwIfNoEntry: false });
  if (link === undefined || !link.isFile() || (link.mode & 0o077) === 0) return 0;
  refuseOthers(path, link);
  if (process.platform !== 'win32') chmodSync(path, 0o600);
  return link.mode;
}

function cannotClose(dir: string): string {
  return `${dir} is open to other accounts of this machine and cannot be closed to them. Give it to the agent's account and run: chmod 700 ${dir}. Or give another folder: --state DIR`;
}

/** A file of the agent's own folder. Throws a `NotFollowedError`, or what the system says. */
export function readPrivateFile(dir: string, name: string): string {
  refuseOthers(dir, statSync(dir));
  const path = join(dir, name);
  // Who could write here for a moment may have left a link to a file that its owner has, and that says something else.
  if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink())
    throw new NotFollowedError(
      `${path} is a link, and the agent keeps its own files itself. Remove the link.`,
    );
  const { fd, stats } = openPlaced(path);
  try {
    if (!stats.isFile() || stats.size > BigInt(MAX_BYTES))
      throw new NotFollowedError(`${path} is not a file of the agent. Remove it.`);
    refuseOthers(path, { uid: Number(stats.uid) });
    const bytes = Buffer.alloc(Number(stats.size));
    return bytes.toString('utf8', 0, readFully(fd, bytes, 0));
  } finally {
    closeSync(fd);
  }
}

/** Writes beside the target, flushes, renames: after a crash there is the old file or the new one, never a part. */
export function writeFileAtomic(path: string, text: string): void {
  // Of a name that nobody can foresee, and never through a link (`wx`).
  const temporary = `${path}.${process.pid}.${randomBytes(4).toString('hex')}.tmp`;
  try {
    const fd = openSync(temporary, 'wx', 0o600);
    try {
      writeFileSync(fd, text);
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** Whoever owns the folder says which hub the agent believes. Root may use any: a container's volume is somebody's. */
function refuseOthers(path: string, { uid }: Pick<Stats, 'uid'>): void {
  const own = process.geteuid?.() ?? uid;
  if (uid === own || uid === 0 || own === 0) return;
  throw new NotFollowedError(
    `${path} belongs to another account (number ${uid}), which could then say what this agent does. Give a folder of your own: --state DIR`,
  );
}
