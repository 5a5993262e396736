/** What a storage thread is told at its start. */
export interface WorkerSetup {
  role: 'writer' | 'reader' | 'searcher' | 'checkpointer';
  dataDir: string;
}

/**
 * Where the threads' program is. A bundle puts it elsewhere and says so with the option `workerUrl`; this is the only place
 * that names the file.
 */
export function archiveWorkerUrl(): URL {
  return new URL('./archive-worker.ts', import.meta.url);
}
