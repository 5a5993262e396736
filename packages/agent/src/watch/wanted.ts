import { basename } from 'node:path';

/** What a name in the tree is to the agent. Everything else is never opened. */
export type Wanted = 'transcript' | 'document' | null;

/** Folders below `projects/` that hold no transcripts. */
const SKIPPED_DIRS: ReadonlySet<string> = new Set(['tool-results', 'memory', 'node_modules', '.git']);

/** projects/<slug>/<session>/subagents/workflows/<run> is five; some room for later layouts. */
export const MAX_DEPTH = 8;

/** `*.jsonl` is a transcript, `*.meta.json` a document. */
export function wantedKind(name: string): Wanted {
  if (name.endsWith('.jsonl')) return 'transcript';
  return name.endsWith('.meta.json') ? 'document' : null;
}

/** Whether a folder can hold transcripts. */
export function isWantedDir(path: string): boolean {
  return !SKIPPED_DIRS.has(basename(path));
}
