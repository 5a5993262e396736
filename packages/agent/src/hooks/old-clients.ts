import { closeSync, type Dirent, fstatSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
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
  const files = recentTranscripts(join(root, 'projects'), nowMs - RECENT_MS);
  // Every version that was in use counts, not only the last one: two clients can share a folder.
  const versions = new Set(files.flatMap((path) => versionOf(path) ?? []));
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

function recentTranscripts(projects: string, sinceMs: number): string[] {
  const found: { path: string; mtimeMs: number }[] = [];
  for (const project of list(projects)) {
    for (const file of list(join(projects, project.name))) {
      if (!file.name.endsWith('.jsonl')) continue;
      const path = join(projects, project.name, file.name);
      const mtimeMs = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
      if (mtimeMs >= sinceMs) found.push({ path, mtimeMs });
    }
  }
  found.sort((a, b) => b.mtimeMs - a.mtimeMs);
  return found.slice(0, MAX_FILES).map(({ path }) => path);
}

function versionOf(path: string): string | null {
  return unlessUnreadable(null, () => {
    const fd = openSync(path, 'r');
    try {
      const { size } = fstatSync(fd);
      const bytes = Buffer.alloc(Math.min(size, TAIL_BYTES));
      readSync(fd, bytes, 0, bytes.length, size - bytes.length);
      return lastVersion(bytes.toString('utf8'));
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

function list(dir: string): Dirent[] {
  return unlessUnreadable([], () => readdirSync(dir, { withFileTypes: true }));
}

/** What cannot be read tells nothing; the warning it could have led to is not worth a failed installation. */
function unlessUnreadable<T>(otherwise: T, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof Error && 'code' in error) return otherwise;
    throw error;
  }
}
