import { chmodSync, lstatSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { OrreryError } from '@orrery/protocol';

/**
 * Makes the data folder, for its owner alone. One that was there before is taken only when nobody else owns it or has put
 * anything into it: a planted key or link would be believed. One that others may write is closed to them.
 */
export function openPrivateFolder(path: string): void {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  const own = process.geteuid?.();
  if (own === undefined) return;
  const { uid, mode } = statSync(path);
  // Root may use any folder: the volume of a container is somebody's. Then that account is trusted as well.
  const trusted = new Set([own, 0, ...(own === 0 ? [uid] : [])]);
  if (!trusted.has(uid)) refuse(path, uid);
  if ((mode & 0o022) !== 0) chmodSync(path, mode & 0o755);
  for (const name of readdirSync(path)) {
    const entry = lstatSync(join(path, name), { throwIfNoEntry: false });
    if (entry !== undefined && !trusted.has(entry.uid)) refuse(join(path, name), entry.uid);
  }
}

function refuse(path: string, uid: number): never {
  throw new OrreryError(
    'storage',
    `${path} belongs to another account (number ${uid}), which could read or change what Orrery keeps. Nothing was opened. Choose another folder with --data, or correct the owner.`,
  );
}
