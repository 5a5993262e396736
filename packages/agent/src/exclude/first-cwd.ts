import { closeSync } from 'node:fs';
import { readFully } from '../tail/file-identity.ts';
import { openToRead } from '../tail/read-batch.ts';

/** Metadata lines without a working folder come first; the first record with one is well within this. */
const SEARCH_BYTES = 512 * 1024;

const CWD = /"cwd":("(?:[^"\\]|\\.)*")/;

/** Working folder of a transcript's first record that names one; null when none does (yet) or it cannot be read. */
export function readFirstCwd(path: string): string | null {
  let fd: number;
  try {
    fd = openToRead(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error) return null;
    throw error;
  }
  try {
    const bytes = Buffer.allocUnsafe(SEARCH_BYTES);
    const found = CWD.exec(bytes.subarray(0, readFully(fd, bytes, 0)).toString('utf8'))?.[1];
    return found === undefined ? null : String(JSON.parse(found));
  } finally {
    closeSync(fd);
  }
}
