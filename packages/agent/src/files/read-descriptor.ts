import { readSync } from 'node:fs';

/** Fills `buffer` from `position`; fewer bytes only at the end of the file. */
export function readFully(fd: number, buffer: Uint8Array, position: number): number {
  let total = 0;
  while (total < buffer.length) {
    const bytes = readSync(fd, buffer, total, buffer.length - total, position + total);
    if (bytes === 0) break;
    total += bytes;
  }
  return total;
}
