import { errorCode } from './error-code.ts';

const WORDS: Readonly<Record<string, string>> = {
  ENOENT: 'it is not there',
  ENOTDIR: 'a part of its path is no folder',
  EACCES: 'this account may not',
  EPERM: 'this account may not',
  EROFS: 'its file system cannot be written',
  ENOSPC: 'there is no space left on the disk',
  EDQUOT: 'the space of this account is used up',
  ELOOP: 'it is a link that leads to itself',
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open',
  EIO: 'the disk failed',
  ESTALE: 'the network file system has lost it',
};

/** Why something could not be read or written, to follow a colon: never the system's own line with its path and call. */
export function systemWords(error: unknown): string {
  const code = errorCode(error);
  if (code !== null) return WORDS[code] ?? `the system says ${code}`;
  return error instanceof Error ? error.message : String(error);
}
