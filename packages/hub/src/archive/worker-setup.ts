import type { CallNote } from './rpc.ts';

/** What a storage thread is told at its start. */
export interface WorkerSetup {
  role: 'writer' | 'reader' | 'searcher' | 'checkpointer';
  dataDir: string;
  /** Where it notes which call it is at. */
  note: CallNote;
}

/**
 * The threads' program: beside this file in the sources; in a bundle, where all files lie in one folder, under its built
 * name. The only place that names the file.
 */
export function archiveWorkerUrl(): URL {
  const name = import.meta.url.endsWith('.ts') ? './archive-worker.ts' : './archive-worker.mjs';
  return new URL(name, import.meta.url);
}
