import { closeSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Transcript } from './assign-sessions.ts';
import { isSessionId } from './command-line.ts';

const TAIL_BYTES = 262_144;

/** The main transcripts of a project folder; none when there is no such folder. */
export function listTranscripts(root: string, slug: string): Transcript[] {
  const dir = join(root, 'projects', slug);
  return listNames(dir).flatMap((name) => {
    const sessionId = name.slice(0, -'.jsonl'.length);
    if (!name.endsWith('.jsonl') || !isSessionId(sessionId)) return [];
    const stats = statSync(join(dir, name), { throwIfNoEntry: false });
    if (!stats?.isFile()) return [];
    // Some file systems do not keep the time of creation.
    const createdAtMs = stats.birthtimeMs > 0 ? stats.birthtimeMs : stats.ctimeMs;
    return [{ sessionId, changedAtMs: stats.mtimeMs, createdAtMs }];
  });
}

/** Version of the client that wrote the newest record of a transcript; null when its end does not tell. */
export function readWriterVersion(root: string, slug: string, sessionId: string): string | null {
  const tail = readTail(join(root, 'projects', slug, `${sessionId}.jsonl`));
  for (const line of tail.split('\n').toReversed()) {
    const version = versionOf(line);
    if (version !== null) return version;
  }
  return null;
}

function versionOf(line: string): string | null {
  if (!line.includes('"version"')) return null;
  try {
    const record: unknown = JSON.parse(line);
    if (typeof record !== 'object' || record === null || !('version' in record)) return null;
    return typeof record.version === 'string' ? record.version : null;
  } catch (error) {
    // Half a line, at the beginning of the tail or while it is being written.
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function readTail(path: string): string {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (error) {
    if (isMissing(error)) return '';
    throw error;
  }
  try {
    const sizeBytes = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
    const buffer = Buffer.alloc(Math.min(sizeBytes, TAIL_BYTES));
    const bytesRead = readSync(file, buffer, 0, buffer.length, sizeBytes - buffer.length);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    closeSync(file);
  }
}

function listNames(dir: string): string[] {
  try {
    return readdirSync(dir);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

/** Not there, or not for us. */
function isMissing(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  return code === 'ENOENT' || code === 'ENOTDIR' || code === 'EACCES' || code === 'EPERM';
}
