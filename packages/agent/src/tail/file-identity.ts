import crypto from 'node:crypto';
import type { BigIntStats } from 'node:fs';
import type { FileIdentity } from '@orrery/protocol';
import { readFully } from '../files/read-descriptor.ts';

/** Bytes of the head and of the tail that are hashed. */
export const IDENTITY_BYTES = 1024;

/** Hex SHA-256. */
export function sha256Hex(bytes: Uint8Array): string {
  // The one-shot form costs half for small inputs; Node has it since 20.12.
  return typeof crypto.hash === 'function'
    ? crypto.hash('sha256', bytes, 'hex')
    : crypto.createHash('sha256').update(bytes).digest('hex');
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

/** What of an identity is compared later, as one flat string: the agent keeps it for every file it knows. */
export type KnownIdentity = string;

const HASH_BYTES = 32;

/** Hashes as their bytes, one character each, then what is read as numbers. */
export function rememberIdentity(identity: FileIdentity): KnownIdentity {
  const numbers = `${identity.headLength} ${identity.tailLength} ${identity.ino}`;
  // Zeros where a hash is shorter than it should be: as before, no file matches it.
  const bytes = Buffer.alloc(2 * HASH_BYTES + numbers.length);
  bytes.write(identity.headHash, 0, HASH_BYTES, 'hex');
  bytes.write(identity.tailHash, HASH_BYTES, HASH_BYTES, 'hex');
  bytes.write(numbers, 2 * HASH_BYTES, 'latin1');
  // From bytes at once: a string put together from parts would keep the parts.
  return bytes.toString('latin1');
}

/**
 * Whether the open file still is what was read up to `offset`. The device number is not compared: it changes across
 * reboots on some file systems, and inode, head and tail tell files apart.
 */
export function isSameFile(fd: number, stats: BigIntStats, known: KnownIdentity, offset: number): boolean {
  const [headLength, tailLength, ino] = known.slice(2 * HASH_BYTES).split(' ');
  if (String(stats.ino) !== ino || stats.size < offset) return false;
  const head = Buffer.allocUnsafe(Number(headLength));
  if (readFully(fd, head, 0) < head.length) return false;
  if (!hasHash(head, known.slice(0, HASH_BYTES))) return false;
  const tail = Buffer.allocUnsafe(Number(tailLength));
  if (readFully(fd, tail, offset - tail.length) < tail.length) return false;
  return hasHash(tail, known.slice(HASH_BYTES, 2 * HASH_BYTES));
}

function hasHash(bytes: Uint8Array, hash: string): boolean {
  return sha256Hex(bytes) === Buffer.from(hash, 'latin1').toString('hex');
}
