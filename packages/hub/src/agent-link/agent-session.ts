import {
  type AgentDown,
  type BatchHeader,
  decodeBatchFrame,
  type HostStatus,
  OrreryError,
} from '@orrery/protocol';
import type { WebSocket } from 'ws';
import type { HostLink } from '../archive/archive.ts';
import type { CommandPort } from '../control/agent-commands.ts';
import type { AgentLinkShared } from './agent-link-shared.ts';
import { takeReport } from './agent-reports.ts';
import type { LinkedAgent } from './agent-roster.ts';
import { parseAgentText } from './agent-text.ts';
import { startHeartbeat } from './heartbeat.ts';

/** One agent that is in: takes its batches, documents and reports. */
export interface AgentSession extends LinkedAgent {
  sendManifest(): Promise<void>;
  /** Throws when the frame cannot be understood. */
  receive(data: unknown, isBinary: boolean): void;
  /** After the socket closed: waits for what is under way, then reports the host as unreachable. */
  end(): Promise<void>;
}

interface AgentSessionOptions {
  hostId: string;
  /** As the machine names itself. */
  hostName: string;
  /** Version that the agent speaks. */
  protocol: number;
  publicKey: string;
  machine: string;
  runId: string;
  socket: WebSocket;
  shared: AgentLinkShared;
  fail: (error: unknown) => void;
}

/** A round trip is told on when it moved by this part, so that a quiet fleet writes nothing. */
const ROUND_TRIP_STEP = 0.25;

/** Manifest pages wait while this much is unsent. */
const MANIFEST_BUFFER_BYTES = 4 * 1024 * 1024;

/** Starts a session on an open socket that proved who it is. */
export function startAgentSession(options: AgentSessionOptions): AgentSession {
  const { hostId, publicKey, machine, runId, socket, shared, fail } = options;
  const { archive, counters, limits, gate, roster, logger, commands } = shared;
  const port: CommandPort = {
    ...{ hostId, hostName: options.hostName, protocol: options.protocol },
    send: (message) => sendTo(socket, message),
  };
  const pending = new Set<Promise<void>>();
  const track = (work: Promise<unknown>) => {
    const settled = work.then(() => undefined, fail).finally(() => pending.delete(settled));
    pending.add(settled);
  };
  const setLink = (link: HostLink) =>
    archive.setHostLink(hostId, link).catch((error: unknown) => {
      logger.error('host state not stored', { hostId, error: String(error) });
    });
  const onStatus = (status: HostStatus) => track(setLink({ isConnected: true, status }));
  let reportedMs = Number.NaN;
  let closeReason = 'connection lost';
  let hasEnded = false;
  const heartbeat = startHeartbeat({
    socket,
    intervalMs: limits.heartbeatMs,
    isPaused: () => socket.isPaused,
    onRoundTrip: (milliseconds) => {
      const roundTripMs = Math.round(milliseconds * 10) / 10;
      if (Math.abs(roundTripMs - reportedMs) < Math.max(1, reportedMs * ROUND_TRIP_STEP)) return;
      reportedMs = roundTripMs;
      track(setLink({ isConnected: true, roundTripMs }));
    },
    onSilence: () => {
      closeReason = 'no answer';
      socket.terminate();
    },
  });
  counters.agentsConnected += 1;
  track(setLink({ isConnected: true }));
  logger.info('agent linked', { hostId });

  const commit = async (frame: Uint8Array): Promise<void> => {
    const { header, payload } = decodeBatchFrame(frame);
    checkBatch(header, payload);
    // Before the await: afterwards the payload belongs to the writer thread and has no length here.
    const bytes = payload.length;
    counters.batchBytes += bytes;
    gate.enter(bytes, socket);
    try {
      const ack = await archive.commitBatch(hostId, header, payload);
      if (ack.outcome === 'committed') counters.batchesCommitted += 1;
      else counters.batchesRefused += 1;
      sendTo(socket, ack);
    } finally {
      gate.leave(bytes);
    }
  };

  const session: AgentSession = {
    hostId,
    publicKey,
    machine,
    runId,
    probe: () => heartbeat.probe(limits.probeMs),
    supersede: () => {
      closeReason = 'replaced by a newer connection';
      socket.close(1008, 'superseded');
      terminateSoon(socket);
    },
    dismiss: (why) => {
      commands.leave(port);
      fail(why);
      terminateSoon(socket);
    },
    sendManifest: () => {
      // The agent has its welcome: from here on it can be asked.
      if (!hasEnded) commands.join(port);
      return sendManifest(socket, archive.manifest(hostId));
    },
    receive: (data, isBinary) => {
      if (isBinary) return track(commit(new Uint8Array(data as ArrayBuffer)));
      takeReport(parseAgentText(data), { port, shared, track, onStatus });
    },
    end: async () => {
      if (hasEnded) return;
      hasEnded = true;
      commands.leave(port);
      heartbeat.stop();
      gate.forget(socket);
      counters.agentsConnected -= 1;
      await Promise.allSettled(pending);
      // A superseded connection says nothing about the host: its successor does.
      if (roster.remove(session)) await setLink({ isConnected: false, reason: closeReason });
      logger.info('agent gone', { hostId, reason: closeReason });
    },
  };
  return session;
}

/** A dead peer never answers the close; its resources are not worth waiting for. */
function terminateSoon(socket: WebSocket): void {
  setTimeout(() => socket.terminate(), 1000).unref();
}

function checkBatch(header: BatchHeader, payload: Uint8Array): void {
  if (header.end > header.start && (header.encoding !== 'skipped' || payload.length === 0)) return;
  throw new OrreryError('invalid', 'The range or the payload of a batch makes no sense.');
}

async function sendManifest(
  socket: WebSocket,
  pages: AsyncIterable<Omit<Extract<AgentDown, { type: 'manifest' }>, 'type' | 'isLast'>>,
): Promise<void> {
  let held: { files: unknown; documents: unknown } = { files: [], documents: [] };
  let hasHeld = false;
  // One page is held back, because only the end of the sequence tells which page is the last.
  for await (const page of pages) {
    if (hasHeld) await sendDrained(socket, { type: 'manifest', ...held, isLast: false });
    held = page;
    hasHeld = true;
  }
  await sendDrained(socket, { type: 'manifest', ...held, isLast: true });
}

function sendDrained(socket: WebSocket, message: object): Promise<void> {
  if (socket.readyState !== socket.OPEN) return Promise.resolve();
  const text = JSON.stringify(message);
  if (socket.bufferedAmount < MANIFEST_BUFFER_BYTES) {
    socket.send(text);
    return Promise.resolve();
  }
  // The callback also comes, with an error, when the socket closes: `close` handles that.
  return new Promise((resolve) => socket.send(text, () => resolve()));
}

/** False when the socket is closing. */
function sendTo(socket: WebSocket, message: AgentDown): boolean {
  if (socket.readyState !== socket.OPEN) return false;
  socket.send(JSON.stringify(message));
  return true;
}
