import crypto from 'node:crypto';
import type { BigIntStats } from 'node:fs';
import type { FileIdentity } from '@orrery/protocol';
import { readFully } from '../files/read-descriptor.ts';

/** Bytes of the head and of the tail that a digest is made of: so many, or all before the offset. */
export const IDENTITY_BYTES = 1024;

/** What of an identity is compared later, as one flat string: the agent keeps it for every file it knows. */
export type KnownIdentity = string;

const HASH_BYTES = 32;

/** Hex SHA-256. */
export function sha256Hex(bytes: Uint8Array): string {
  // The one-shot form costs half for small inputs; Node has it since 20.12.
  return typeof crypto.hash === 'function'
    ? crypto.hash('sha256', bytes, 'hex')
    : crypto.createHash('sha256').update(bytes).digest('hex');
}

/**
 * Makes and compares identities of files. Their digests are over bytes that may hold secrets, and the hub keeps them: they
 * are keyed, so that it can neither try out what was redacted nor make one for bytes of its choice.
 */
export class FileIdentities {
  readonly #key: crypto.KeyObject;

  constructor(secret: Uint8Array) {
    this.#key = crypto.createSecretKey(secret);
  }

  /** The identity of a file as of `end`, from its first bytes and the last ones before `end`. */
  make(stats: BigIntStats, head: Uint8Array, tail: Uint8Array): FileIdentity {
    return {
      dev: String(stats.dev),
      ino: String(stats.ino),
      birthtimeMs: Number(stats.birthtimeMs),
      headLength: head.length,
      headHash: this.#digest('head', stats, head).toString('hex'),
      tailLength: tail.length,
      tailHash: this.#digest('tail', stats, tail).toString('hex'),
    };
  }

  /** Reads what the identity as of `offset` needs. Null where the file is shorter than that. */
  read(fd: number, stats: BigIntStats, offset: number): FileIdentity | null {
    const parts = readParts(fd, offset);
    return parts === null ? null : this.make(stats, parts.head, parts.tail);
  }

  /**
   * Whether the open file still is what was read up to `offset`. How many bytes are compared follows from the offset alone,
   * whatever was said. The device number is not compared: it changes across reboots on some file systems, and inode, head
   * and tail tell files apart.
   */
  isSame(fd: number, stats: BigIntStats, known: KnownIdentity, offset: number): boolean {
    if (String(stats.ino) !== known.slice(2 * HASH_BYTES) || stats.size < offset) return false;
    const parts = readParts(fd, offset);
    if (parts === null) return false;
    const isHead = this.#digest('head', stats, parts.head).toString('latin1') === known.slice(0, HASH_BYTES);
    return (
      isHead &&
      this.#digest('tail', stats, parts.tail).toString('latin1') === known.slice(HASH_BYTES, 2 * HASH_BYTES)
    );
  }

  /** The inode is in it, so that two files with the same bytes do not show it. */
  #digest(part: 'head' | 'tail', { ino }: BigIntStats, bytes: Uint8Array): Buffer {
    return crypto.createHmac('sha256', this.#key).update(`${part} ${ino}\n`).update(bytes).digest();
  }
}

/** Digests as their bytes, one character each, then the inode. */
export function rememberIdentity(identity: FileIdentity): KnownIdentity {
  // Zeros where a digest is shorter than it should be: no file matches it.
  const bytes = Buffer.alloc(2 * HASH_BYTES + identity.ino.length);
  bytes.write(identity.headHash, 0, HASH_BYTES, 'hex');
  bytes.write(identity.tailHash, HASH_BYTES, HASH_BYTES, 'hex');
  bytes.write(identity.ino, 2 * HASH_BYTES, 'latin1');
  // From bytes at once: a string put together from parts would keep the parts.
  return bytes.toString('latin1');
}

function readParts(fd: number, offset: number): { head: Buffer; tail: Buffer } | null {
  const length = Math.min(IDENTITY_BYTES, offset);
  const head = Buffer.allocUnsafe(length);
  const tail = Buffer.allocUnsafe(length);
  if (readFully(fd, head, 0) < length) return null;
  if (readFully(fd, tail, offset - length) < length) return null;
  return { head, tail };
}
