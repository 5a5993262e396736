import type { BatchHeader } from '@orrery/protocol';
import type { HostBatch } from '../ingest/batches.ts';
import type { LastCall } from './rpc.ts';
import type { WriterMethods } from './writer-methods.ts';

/** Methods of the writer that take what a machine tells. */
export type ReportMethod =
  | 'commitDocument'
  | 'applyLiveSessions'
  | 'applyPermissionRequests'
  | 'applyHookReports';

const REPORT_METHODS: ReadonlySet<string> = new Set<ReportMethod>([
  'commitDocument',
  'applyLiveSessions',
  'applyPermissionRequests',
  'applyHookReports',
]);

/** Told to a machine whose reports are no longer taken. */
export const REFUSED_REPORT =
  'Storing what this machine reports has stopped the hub twice. It is not taken until Orrery starts again.';

/** What tells a batch from others: an agent sends it again from the same byte. */
export function batchKey({ hostId, header }: { hostId: string; header: BatchHeader }): string {
  const { root, path, generation, start } = header;
  return ['batch', hostId, root, path, generation, start].join('\0');
}

/** All reports of one kind of a machine: their content differs each time. */
export function reportKey(method: ReportMethod, hostId: string): string {
  return [method, hostId].join('\0');
}

/** Keys of the work that the writing thread was at; none when it was something of its own. */
export function workOf({ method, args }: LastCall): string[] {
  if (method === 'commitBatches') {
    const [batches] = args as Parameters<WriterMethods['commitBatches']>;
    return batches.map(batchKey);
  }
  return REPORT_METHODS.has(method) ? [reportKey(method as ReportMethod, String(args[0]))] : [];
}

/** In place of a batch that killed the storage: a mark of its bytes, so that those behind it go on. */
export function leftOut({ hostId, header }: HostBatch, tell: (message: string) => void): HostBatch {
  const { path, start, end } = header;
  tell(
    `bytes ${start} to ${end} of ${path} have stopped the storage twice and are left on their machine (host ${hostId})`,
  );
  return { hostId, header: { ...header, encoding: 'skipped' }, payload: new Uint8Array(0) };
}
