import { closeSync } from 'node:fs';
import type { ClaudeFiles, OpenedFile } from '../files/claude-files.ts';
import { errorCode } from '../files/error-code.ts';
import { NotFollowedError } from '../files/not-followed.ts';
import { readFully } from '../files/read-descriptor.ts';

/** Metadata lines without a working folder come first; the first record with one is well within this. */
const SEARCH_BYTES = 512 * 1024;

const CWD = /"cwd":("(?:[^"\\]|\\.)*")/;

/** Working folder of a transcript's first record that names one; null when none does (yet) or it may not be read. */
export function readFirstCwd(files: ClaudeFiles, root: string, path: string): string | null {
  let opened: OpenedFile;
  try {
    opened = files.open(root, path);
  } catch (error) {
    if (error instanceof NotFollowedError || errorCode(error) !== null) return null;
    throw error;
  }
  try {
    const bytes = Buffer.allocUnsafe(SEARCH_BYTES);
    const found = CWD.exec(bytes.subarray(0, readFully(opened.fd, bytes, 0)).toString('utf8'))?.[1];
    return found === undefined ? null : String(JSON.parse(found));
  } finally {
    closeSync(opened.fd);
  }
}
