import { readFully } from '../files/read-descriptor.ts';

const CHUNK_BYTES = 1024 * 1024;
const NEWLINE = 10;

/** Position of the first newline at or after `from`, read in chunks that are not kept. */
export function findNewlineFrom(
  fd: number,
  from: number,
  size: number,
): { newlineAt: number | null; searchedTo: number } {
  const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  let position = from;
  while (position < size) {
    const bytesRead = readFully(fd, chunk.subarray(0, Math.min(CHUNK_BYTES, size - position)), position);
    if (bytesRead === 0) break;
    const at = chunk.subarray(0, bytesRead).indexOf(NEWLINE);
    if (at !== -1) return { newlineAt: position + at, searchedTo: position + at };
    position += bytesRead;
  }
  return { newlineAt: null, searchedTo: position };
}
