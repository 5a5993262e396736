import { closeSync } from 'node:fs';
import * as z from 'zod';
import { ClaudeFiles } from '../files/claude-files.ts';
import { errorCode } from '../files/error-code.ts';
import { NotFollowedError } from '../files/not-followed.ts';
import { readFully } from '../files/read-descriptor.ts';
import { OLDEST_CLIENT } from './settings/hook-entries.ts';

/** Older transcripts say little about what runs now. */
const RECENT_MS = 30 * 86_400_000;
const MAX_FILES = 200;
const TAIL_BYTES = 64 * 1024;

const recordSchema = z.object({ version: z.string().regex(/^\d+\.\d+\.\d+$/) });

/**
 * The oldest client that worked in a Claude folder lately and would skip the whole settings file because of our hooks;
 * null when there is none. Transcripts name the client's version in each record.
 */
export function findOldClient(root: string, nowMs: number): string | null {
  const claude = new ClaudeFiles({ roots: [root] });
  const files = recentTranscripts(claude, root, nowMs - RECENT_MS);
  // Every version that was in use counts, not only the last one: two clients can share a folder.
  const versions = new Set(files.flatMap((path) => versionOf(claude, root, path) ?? []));
  const old = [...versions].filter((version) => compareVersions(version, OLDEST_CLIENT) < 0);
  return old.sort(compareVersions)[0] ?? null;
}

/** Negative when `a` is the older one. */
export function compareVersions(a: string, b: string): number {
  const left = a.split('.').map(Number);
  const right = b.split('.').map(Number);
  for (let index = 0; index < 3; index += 1) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function recentTranscripts(files: ClaudeFiles, root: string, sinceMs: number): string[] {
  const found: { path: string; mtimeMs: number }[] = [];
  for (const project of list(files, root, 'projects')) {
    for (const name of list(files, root, `projects/${project}`)) {
      if (!name.endsWith('.jsonl')) continue;
      const path = `projects/${project}/${name}`;
      const mtimeMs = unlessUnreadable(0, () => files.stat(root, path)?.mtimeMs ?? 0);
      if (mtimeMs >= sinceMs) found.push({ path, mtimeMs });
    }
  }
  found.sort((a, b) => b.mtimeMs - a.mtimeMs);
  return found.slice(0, MAX_FILES).map(({ path }) => path);
}

function versionOf(files: ClaudeFiles, root: string, path: string): string | null {
  return unlessUnreadable(null, () => {
    const { fd, stats } = files.open(root, path);
    try {
      const size = Number(stats.size);
      const bytes = Buffer.alloc(Math.min(size, TAIL_BYTES));
      return lastVersion(bytes.toString('utf8', 0, readFully(fd, bytes, size - bytes.length)));
    } finally {
      closeSync(fd);
    }
  });
}

/** Of the newest record that has one: tools write versions of other things into the middle of records. */
function lastVersion(text: string): string | null {
  for (const line of text.split('\n').reverse()) {
    const parsed = recordSchema.safeParse(parseJson(line));
    if (parsed.success) return parsed.data.version;
  }
  return null;
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    // The first line of the part is cut, and the last one may be half-written.
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function list(files: ClaudeFiles, root: string, path: string): string[] {
  return unlessUnreadable([], () => files.list(root, path).map(({ name }) => name));
}

/** What cannot be read tells nothing; the warning it could have led to is not worth a failed installation. */
function unlessUnreadable<T>(otherwise: T, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (errorCode(error) !== null || error instanceof NotFollowedError) return otherwise;
    throw error;
  }
}
