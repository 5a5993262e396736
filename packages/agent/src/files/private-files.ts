import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { NotFollowedError } from './not-followed.ts';
import { openPlaced } from './open-placed.ts';
import { readFully } from './read-descriptor.ts';

/** Much more than the agent keeps: a copy of settings files, in base64. */
const MAX_BYTES = 256 * 1024 * 1024;

/** Makes the agent's own folder for its owner alone. One that others own is refused, one that others may write is closed to them. */
export function openPrivateFolder(dir: string): void {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const stats = statSync(dir);
  refuseOthers(dir, stats);
  if (process.platform !== 'win32' && (stats.mode & 0o022) !== 0) chmodSync(dir, stats.mode & 0o755);
}

/** A file of the agent's own folder. Throws a `NotFollowedError`, or what the system says. */
export function readPrivateFile(dir: string, name: string): string {
  refuseOthers(dir, statSync(dir));
  const path = join(dir, name);
  const { fd, stats } = openPlaced(path);
  try {
    if (!stats.isFile() || stats.size > BigInt(MAX_BYTES))
      throw new NotFollowedError(`${path} is not a file of the agent.`);
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
