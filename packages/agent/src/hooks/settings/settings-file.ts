import { join } from 'node:path';
import { NotFollowedError } from '../../files/not-followed.ts';
import { type OwnedFile, readOwnedFile, replaceOwnedFile } from '../../files/owned-file.ts';

/** A settings file as found; `bytes` is null where there is none. */
export type SettingsFile = OwnedFile;

/** A settings file that must not or cannot be changed; the message is for people. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

const NAME = 'settings.json';

/** More than any person's settings; the agent keeps a copy in memory and in its state. */
const MAX_BYTES = 4 * 1024 * 1024;

/** Reads the settings of a Claude folder, through links of its owner. Throws a `SettingsError`. */
export function readSettingsFile(root: string): SettingsFile {
  return guard(join(root, NAME), () => readOwnedFile(root, NAME, MAX_BYTES));
}

/**
 * Replaces the file, if it still is what was read: false when somebody has written it meanwhile. There is the old file
 * or the new one at every moment. `bytes` null removes it. Throws a `SettingsError`.
 */
export function replaceSettingsFile(file: SettingsFile, bytes: Buffer | null): boolean {
  return guard(file.path, () =>
    replaceOwnedFile(file, bytes, ({ mode, nlink }) => {
      if ((mode & 0o200) === 0)
        return `${file.path} is read-only. Make it writable (chmod u+w) and try again.`;
      // A rename would leave the other name with the old content.
      return nlink > 1 ? `${file.path} has a second name (a hard link), which would come apart.` : null;
    }),
  );
}

function guard<T>(path: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof NotFollowedError) throw new SettingsError(error.message, { cause: error });
    if (!(error instanceof Error && 'code' in error)) throw error;
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
