import { type Ack, type BatchHeader, OrreryError } from '@orrery/protocol';
import type { HostBatch } from '../ingest/batches.ts';
import type { Archive } from './archive.ts';
import { createHostTurns } from './host-turns.ts';
import { createJobLanes, type JobLanes, type LaneJob } from './job-lanes.ts';
import { batchKey, leftOut, REFUSED_REPORT, type ReportMethod, reportKey } from './killing-work.ts';
import { type RpcClient, receivedError } from './rpc.ts';
import { scheduleTimer } from './schedule-timer.ts';
import type { Suspects } from './suspects.ts';
import type { WriterMethods } from './writer-methods.ts';

/** Payloads up to here go first: they are lines that somebody is watching, not a backlog. */
const LIVE_PAYLOAD_BYTES = 32 * 1024;

/** Reports of one machine that are with the writer at once; the others wait here, where they delay nobody else's lines. */
const REPORTS_AT_ONCE = 2;

/** All that machines tell, on its way to the writing thread. What killed that thread before goes alone or not at all. */
export interface IngestCalls extends Pick<JobLanes<BatchJob, Ack>, 'idle' | 'waiting'> {
  calls: Pick<Archive, 'commitBatch' | ReportMethod>;
}

interface IngestCallsOptions {
  writer: RpcClient<WriterMethods>;
  suspects: Suspects;
  tell: (message: string) => void;
}

export function createIngestCalls({ writer, suspects, tell }: IngestCallsOptions): IngestCalls {
  const lanes = createJobLanes((batches: BatchJob[]) => commitGroup(writer, batches), {
    now: () => performance.now(),
    schedule: scheduleTimer,
  });
  const turns = createHostTurns(REPORTS_AT_ONCE);
  const report = <K extends ReportMethod>(method: K, args: Parameters<WriterMethods[K]>): Promise<void> =>
    turns.run(args[0], () => reportNow(method, args));
  const reportNow = async <K extends ReportMethod>(
    method: K,
    args: Parameters<WriterMethods[K]>,
  ): Promise<void> => {
    // A client's last lines come right before the word that it is gone.
    const lines = method === 'applyLiveSessions' ? lanes.hurry(args[0]) : null;
    if (lines !== null) await lines;
    const key = reportKey(method, args[0]);
    const verdict = suspects.verdict(key);
    if (verdict === 'refuse') throw new OrreryError('tooLarge', REFUSED_REPORT);
    await writer.call(method, args);
    if (verdict === 'alone') suspects.cleared(key);
  };
  return {
    idle: lanes.idle,
    waiting: lanes.waiting,
    calls: {
      async commitBatch(hostId, header, payload) {
        const given = { hostId, header, payload };
        const key = batchKey(given);
        const verdict = suspects.verdict(key);
        const ack = await lanes.run({
          batch: verdict === 'refuse' ? leftOut(given, tell) : given,
          host: hostId,
          file: fileKey(hostId, header),
          isSmall: payload.length <= LIVE_PAYLOAD_BYTES,
          isAlone: verdict !== 'usual',
          sizeBytes: header.end - header.start,
        });
        if (verdict === 'alone') suspects.cleared(key);
        return ack;
      },
      commitDocument: (hostId, document) => report('commitDocument', [hostId, document]),
      applyLiveSessions: (hostId, change) => report('applyLiveSessions', [hostId, change]),
      applyPermissionRequests: (hostId, change) => report('applyPermissionRequests', [hostId, change]),
      applyHookReports: (hostId, change) => report('applyHookReports', [hostId, change]),
    },
  };
}

interface BatchJob extends LaneJob {
  batch: HostBatch;
}

async function commitGroup(
  writer: RpcClient<WriterMethods>,
  jobs: readonly BatchJob[],
): Promise<PromiseSettledResult<Ack>[]> {
  const batches = jobs.map(({ batch }) => ({ ...batch, payload: ownedBytes(batch.payload) }));
  const buffers = batches.map(({ payload }) => payload.buffer);
  const outcomes = await writer.call('commitBatches', [batches], buffers);
  return outcomes.map((outcome) =>
    'ack' in outcome
      ? { status: 'fulfilled', value: outcome.ack }
      : { status: 'rejected', reason: receivedError(outcome.error) },
  );
}

function fileKey(hostId: string, { root, path }: BatchHeader): string {
  return `${hostId}\0${root}\0${path}`;
}

/** Memory that can be given away: a payload is most often a view into a socket's buffer, which must stay whole. */
function ownedBytes(payload: Uint8Array): Uint8Array<ArrayBuffer> {
  const { buffer } = payload;
  if (buffer instanceof ArrayBuffer && payload.byteLength === buffer.byteLength)
    return new Uint8Array(buffer);
  return new Uint8Array(payload);
}
