import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { classifyPath } from '../index.ts';
import { FIXTURES, readSessions } from './recorded-sessions.ts';
import type { SessionStep } from './replayed-session.ts';

/** A registry file as the client wrote it, less what is nobody's business. */
export interface RegistryFile {
  pid: number;
  sessionId: string;
  startedAt?: number;
  status?: string;
  statusUpdatedAt?: number;
  updatedAt?: number;
  waitingFor?: string;
}

/** A hook as it was received; `answered` is the end of a held permission request. */
export interface RecordedHook {
  event: string;
  sessionId: string;
  tool?: string;
  input?: unknown;
  agentId?: string;
  message?: string;
  notification?: string;
}

/** Something that happened in a recording, in the order and at the time it was seen. */
export type TimelineEvent = { at: number } & (
  | { type: 'process'; how: 'started' | 'exited' | 'died' }
  | { type: 'registry'; file: string; entry: RegistryFile | null }
  | { type: 'hook'; hook: RecordedHook }
  | { type: 'step'; sessionId: string; step: SessionStep }
);

/** One line of `timeline.jsonl`. */
type TimelineLine = { at: number } & (
  | { process: 'started' | 'exited' | 'died' }
  | { registry: string; entry: RegistryFile | null }
  | { hook: RecordedHook }
  | { file: string; lines: number }
  | { file: string; meta: unknown }
);

/** A copy of the client's folder that was made while it ran. */
export interface RecordedCopy {
  at: number;
  /** Its registry file; null for a client that keeps none. */
  entry: RegistryFile | null;
  /** Lines of each transcript. */
  files: Record<string, number>;
}

/** Copies of a recording by their names; none where none was made. */
export function readCopies(recording: string): Record<string, RecordedCopy> {
  const path = join(FIXTURES, recording, 'copies.json');
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {};
}

/** Whether a recording tells when its files and its registry changed. */
export function hasTimeline(recording: string): boolean {
  return existsSync(join(FIXTURES, recording, 'timeline.jsonl'));
}

/** Everything that happened while a recording was made: each line of its transcripts when it was there to be read. */
export function readTimeline(recording: string): TimelineEvent[] {
  const unread = new Map<string, { sessionId: string; steps: SessionStep[]; total: number }>();
  for (const [sessionId, files] of readSessions(join(FIXTURES, recording))) {
    for (const { path, steps } of files) {
      unread.set(path, { sessionId, steps: [...steps], total: steps.length });
    }
  }
  const text = readFileSync(join(FIXTURES, recording, 'timeline.jsonl'), 'utf8');
  const lines = text
    .split('\n')
    .filter(Boolean)
    .map((line): TimelineLine => JSON.parse(line));
  return lines.flatMap((line): TimelineEvent[] => {
    const { at } = line;
    if ('process' in line) return [{ at, type: 'process', how: line.process }];
    if ('registry' in line) return [{ at, type: 'registry', file: line.registry, entry: line.entry }];
    if ('hook' in line) return [{ at, type: 'hook', hook: line.hook }];
    const file = unread.get(line.file);
    if (file === undefined) throw new Error(`${recording} has no ${line.file}`);
    const { sessionId } = file;
    if ('meta' in line) {
      const path = classifyPath(line.file);
      if (path.kind !== 'agentMeta') throw new Error(`${line.file} is no meta file`);
      return [
        { at, type: 'step', sessionId, step: { type: 'meta', agentId: path.agentId, meta: line.meta } },
      ];
    }
    const read = file.steps.splice(0, Math.max(0, line.lines - (file.total - file.steps.length)));
    return read.map((step) => ({ at, type: 'step', sessionId, step }));
  });
}
