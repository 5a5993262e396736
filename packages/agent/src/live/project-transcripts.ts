import { closeSync } from 'node:fs';
import type { ClaudeFiles, OpenedFile } from '../files/claude-files.ts';
import { errorCode } from '../files/error-code.ts';
import { NotFollowedError } from '../files/not-followed.ts';
import { readFully } from '../files/read-descriptor.ts';
import type { Transcript } from './assign-sessions.ts';
import { isSessionId } from './command-line.ts';

const TAIL_BYTES = 262_144;

/** The main transcripts of a project folder; none when there is no such folder. */
export function listTranscripts(files: ClaudeFiles, root: string, slug: string): Transcript[] {
  const dir = `projects/${slug}`;
  return listNames(files, root, dir).flatMap((name) => {
    const sessionId = name.slice(0, -'.jsonl'.length);
    if (!name.endsWith('.jsonl') || !isSessionId(sessionId)) return [];
    const stats = files.stat(root, `${dir}/${name}`);
    if (!stats?.isFile()) return [];
    // Some file systems do not keep the time of creation.
    const createdAtMs = stats.birthtimeMs > 0 ? stats.birthtimeMs : stats.ctimeMs;
    return [{ sessionId, changedAtMs: stats.mtimeMs, createdAtMs }];
  });
}

/** Version of the client that wrote the newest record of a transcript; null when its end does not tell. */
export function readWriterVersion(
  files: ClaudeFiles,
  root: string,
  slug: string,
  sessionId: string,
): string | null {
  const tail = readTail(files, root, `projects/${slug}/${sessionId}.jsonl`);
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

function readTail(files: ClaudeFiles, root: string, path: string): string {
  let opened: OpenedFile;
  try {
    opened = files.open(root, path);
  } catch (error) {
    if (isHidden(error)) return '';
    throw error;
  }
  try {
    const sizeBytes = Number(opened.stats.size);
    const buffer = Buffer.alloc(Math.min(sizeBytes, TAIL_BYTES));
    const bytesRead = readFully(opened.fd, buffer, sizeBytes - buffer.length);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    closeSync(opened.fd);
  }
}

function listNames(files: ClaudeFiles, root: string, dir: string): string[] {
  try {
    return files.list(root, dir).map(({ name }) => name);
  } catch (error) {
    if (isHidden(error)) return [];
    throw error;
  }
}

/** Not there, or not for us. */
function isHidden(error: unknown): boolean {
  const code = errorCode(error);
  const isGone = code === 'ENOENT' || code === 'ENOTDIR';
  return isGone || code === 'EACCES' || code === 'EPERM' || error instanceof NotFollowedError;
}
