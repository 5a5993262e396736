import { chmodSync, closeSync, existsSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { openPrivateFolder } from './private-folder.ts';

/** Reads a secret file; makes it with mode 0600 when it is not there. `wx` decides a race between two processes. */
export function readOrCreatePrivateFile(path: string, create: () => string): string {
  if (!existsSync(path)) {
    openPrivateFolder(dirname(path));
    try {
      writeFileSync(path, create(), { mode: 0o600, flag: 'wx' });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
  chmodSync(path, 0o600);
  return readFileSync(path, 'utf8');
}

/** Makes an empty file with mode 0600 before a library opens it, so that it is never readable by others, not even briefly. */
export function ensurePrivateFile(path: string): void {
  openPrivateFolder(dirname(path));
  closeSync(openSync(path, 'a', 0o600));
  chmodSync(path, 0o600);
}
