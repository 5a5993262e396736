import { type Ack, type AgentUp, type BatchHeader, decodeBatchFrame } from '@orrery/protocol';
import type { WebSocket } from 'ws';
import { scheduleTimer } from '../archive/schedule-timer.ts';
import { checkBatchHeader, rawBytesOf } from '../ingest/check-batch.ts';
import type { AgentLinkShared } from './agent-link-shared.ts';
import { createLiveReportQueue, type LiveReportQueue } from './live-report-queue.ts';
import { messageLoad } from './message-load.ts';
import { createMessageRate } from './message-rate.ts';
import { createSocketHold } from './socket-hold.ts';

/** The way of all that one agent sends to the archive: one gate and one rate for batches and messages. */
export interface AgentIntake {
  /** Stores one batch. Rejects when the frame cannot be understood or is no batch of an agent. */
  batch(frame: Uint8Array): Promise<Ack>;
  /** Does the work of one text message. */
  message(message: AgentUp, textBytes: number, work: () => Promise<void>): Promise<void>;
  readonly liveReports: LiveReportQueue;
  close(): void;
}

interface AgentIntakeOptions {
  hostId: string;
  socket: Pick<WebSocket, 'pause' | 'resume' | 'readyState' | 'OPEN'>;
  shared: Pick<AgentLinkShared, 'archive' | 'counters' | 'limits' | 'gate'>;
}

/** What a batch of no bytes costs: its part of a transaction, and its answer. */
const BATCH_WORK_BYTES = 16 * 1024;

/** The first one of a file opens a session or an agent: rows, their saved state, and a place on every page. */
const NEW_FILE_WORK_BYTES = 128 * 1024;

const BATCH_POINTS = 1;
const TEXT_POINTS = 10;

function workOf(header: BatchHeader): number {
  return rawBytesOf(header) + (header.start === 0 ? NEW_FILE_WORK_BYTES : BATCH_WORK_BYTES);
}

/** An agent over its limits is not read until it is below them again; nothing that it sent is dropped. */
export function createAgentIntake({ hostId, socket, shared }: AgentIntakeOptions): AgentIntake {
  const { archive, counters, limits, gate } = shared;
  const hold = createSocketHold({
    pause: () => socket.pause(),
    // One that was told goodbye is read no more, however much room there is.
    resume: () => {
      if (socket.readyState === socket.OPEN) socket.resume();
    },
  });
  const lane = gate.open(hostId, hold.reason());
  const rate = createMessageRate(
    { perSecond: limits.pointsPerSecond, burst: limits.pointsBurst },
    hold.reason(),
    { now: () => performance.now(), schedule: scheduleTimer },
    () => {
      counters.agentsSlowed += 1;
    },
  );
  return {
    liveReports: createLiveReportQueue((change) => archive.applyLiveSessions(hostId, change)),
    async batch(frame) {
      rate.take(BATCH_POINTS);
      const { header, payload } = decodeBatchFrame(frame);
      checkBatchHeader(header, payload.length);
      // Read now: afterwards the payload belongs to the writer thread and has no length here.
      const load = { heldBytes: payload.length, workBytes: workOf(header) };
      counters.batchBytes += payload.length;
      const ack = await lane.run(load, () => archive.commitBatch(hostId, header, payload));
      if (ack.outcome === 'committed') counters.batchesCommitted += 1;
      else counters.batchesRefused += 1;
      return ack;
    },
    message(message, textBytes, work) {
      rate.take(TEXT_POINTS);
      return lane.run(messageLoad(message, textBytes), async () => work());
    },
    close() {
      lane.close();
      rate.close();
    },
  };
}
