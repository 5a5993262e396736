import { createHmac } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { randomSecret } from '../auth/secret.ts';
import { readOrCreatePrivateFile } from '../server/private-file.ts';
import type { ChainHead } from './audit-chain.ts';

const KEY_FILE = 'audit.key';
const SEAL_FILE = 'audit.head';

/** What the seal says: a head, nothing at all, or something that was not written with the key. */
export type Seal = { state: 'sealed'; head: ChainHead } | { state: 'missing' } | { state: 'foreign' };

const sealSchema = z.object({ seq: z.number().int().min(0), hash: z.string(), mac: z.string() });

/** The key of a data folder's audit log; made when it is not there. */
export function openAuditKey(dataDir: string): string {
  return readOrCreatePrivateFile(join(dataDir, KEY_FILE), randomSecret);
}

/** The key of a data folder's audit log, or null. */
export function readAuditKey(dataDir: string): string | null {
  const path = join(dataDir, KEY_FILE);
  return existsSync(path) ? readFileSync(path, 'utf8') : null;
}

/** True where a chain was begun once: its key or its seal is there. */
export function hasSealFiles(dataDir: string): boolean {
  return existsSync(join(dataDir, KEY_FILE)) || existsSync(join(dataDir, SEAL_FILE));
}

/** Reads where the chain ended when it was sealed last. */
export function readSeal(dataDir: string, key: string): Seal {
  const path = join(dataDir, SEAL_FILE);
  if (!existsSync(path)) return { state: 'missing' };
  const parsed = sealSchema.safeParse(parseJson(readFileSync(path, 'utf8')));
  if (!parsed.success || parsed.data.mac !== macOf(key, parsed.data)) return { state: 'foreign' };
  const { seq, hash } = parsed.data;
  return { state: 'sealed', head: { seq, hash } };
}

/** Writes where the chain ends, so that a log cut at its end does not fit. What it says must be on the disk before. */
export function writeSeal(dataDir: string, key: string, head: ChainHead): void {
  const path = join(dataDir, SEAL_FILE);
  const fresh = `${path}.${process.pid}`;
  writeFileSync(fresh, `${JSON.stringify({ ...head, mac: macOf(key, head) })}\n`, { mode: 0o600 });
  renameSync(fresh, path);
}

/** Waits until what was committed to the sign-in database is on the disk; the database itself does not. */
export async function flushCommits(dataDir: string): Promise<void> {
  const path = walOf(dataDir);
  if (!existsSync(path)) return;
  const file = await open(path, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

/** As `flushCommits`, at once. */
export function flushCommitsNow(dataDir: string): void {
  const path = walOf(dataDir);
  if (!existsSync(path)) return;
  const file = openSync(path, 'r+');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function walOf(dataDir: string): string {
  return join(dataDir, 'auth.sqlite-wal');
}

function macOf(key: string, { seq, hash }: ChainHead): string {
  return createHmac('sha256', key)
    .update(JSON.stringify(['head', seq, hash]))
    .digest('base64url');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
