import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { classifyPath, sessionIdOf, splitLines } from '../index.ts';
import type { SessionStep } from './replayed-session.ts';

/** Folder of the recorded transcripts. */
export const FIXTURES = join(import.meta.dirname, 'fixtures');

/** A file of a session, as its steps. Steps of one file keep their order; files may come in any. */
export interface RecordedFile {
  path: string;
  steps: SessionStep[];
}

/** `<version>/<scenario>` of every recording. */
export function recordings(): string[] {
  const folders = (path: string) =>
    readdirSync(path, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));
  return folders(FIXTURES)
    .flatMap((version) => folders(join(FIXTURES, version)).map((scenario) => `${version}/${scenario}`))
    .sort();
}

/** Whether a recording is one of sub-agents at work. */
export function hasAgents(recording: string): boolean {
  return /agent|parallel/.test(recording);
}

/** All sessions below a config folder, each with its files in the order of their paths. */
export function readSessions(root: string): Map<string, RecordedFile[]> {
  const sessions = new Map<string, RecordedFile[]>();
  for (const path of filesBelow(root)) {
    const file = classifyPath(relative(root, path).replaceAll('\\', '/'));
    if (file.kind === 'other') continue;
    const bytes = new Uint8Array(readFileSync(path));
    const lines = file.kind === 'agentMeta' ? [] : splitLines(bytes, 0);
    const named = lines.map((line) => sessionIdOf(line.bytes)).find((id) => id !== null);
    const sessionId = file.sessionId ?? named ?? 'none';
    const agentId = file.kind === 'main' ? null : file.agentId;
    const steps: SessionStep[] =
      file.kind === 'agentMeta'
        ? [{ type: 'meta', agentId: file.agentId, meta: JSON.parse(new TextDecoder().decode(bytes)) }]
        : lines.map((line) => ({ type: 'line', agentId, line }));
    const files = sessions.get(sessionId) ?? [];
    files.push({ path: relative(root, path), steps });
    sessions.set(sessionId, files);
  }
  return sessions;
}

function filesBelow(root: string): string[] {
  return readdirSync(root, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
