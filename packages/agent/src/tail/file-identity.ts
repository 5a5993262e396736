import crypto from 'node:crypto';
import { type BigIntStats, readSync } from 'node:fs';
import type { FileIdentity } from '@orrery/protocol';

/** Bytes of the head and of the tail that are hashed. */
export const IDENTITY_BYTES = 1024;

/** Hex SHA-256. */
export function sha256Hex(bytes: Uint8Array): string {
  // The one-shot form costs half for small inputs; Node has it since 20.12.
  return typeof crypto.hash === 'function'
    ? crypto.hash('sha256', bytes, 'hex')
    : crypto.createHash('sha256').update(bytes).digest('hex');
}

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

/** The identity of a file as of `end`, from its first bytes and the last ones before `end`. */
export function makeIdentity(stats: BigIntStats, head: Uint8Array, tail: Uint8Array): FileIdentity {
  return {
    dev: String(stats.dev),
    ino: String(stats.ino),
    birthtimeMs: Number(stats.birthtimeMs),
    headLength: head.length,
    headHash: sha256Hex(head),
    tailLength: tail.length,
    tailHash: sha256Hex(tail),
  };
}

/** Reads what the identity as of `offset` needs. Null where the file is shorter than that. */
export function readIdentity(fd: number, stats: BigIntStats, offset: number): FileIdentity | null {
  const head = Buffer.allocUnsafe(Math.min(IDENTITY_BYTES, offset));
  const tail = Buffer.allocUnsafe(Math.min(IDENTITY_BYTES, offset));
  if (readFully(fd, head, 0) < head.length) return null;
  if (readFully(fd, tail, offset - tail.length) < tail.length) return null;
  return makeIdentity(stats, head, tail);
}

/**
 * Whether the open file still is what was read up to `offset`. The device number is not compared: it changes across
 * reboots on some file systems, and inode, head and tail tell files apart.
 */
export function isSameFile(fd: number, stats: BigIntStats, known: FileIdentity, offset: number): boolean {
  if (String(stats.ino) !== known.ino || stats.size < offset) return false;
  const head = Buffer.allocUnsafe(known.headLength);
  if (readFully(fd, head, 0) < head.length || sha256Hex(head) !== known.headHash) return false;
  const tail = Buffer.allocUnsafe(known.tailLength);
  if (readFully(fd, tail, offset - tail.length) < tail.length) return false;
  return sha256Hex(tail) === known.tailHash;
}
