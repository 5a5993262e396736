import type { AgentDown, HostStatus } from '@orrery/protocol';
import type { WebSocket } from 'ws';
import type { HostLink } from '../archive/archive.ts';
import type { CommandPort } from '../control/agent-commands.ts';
import type { AgentChannel } from './agent-channel.ts';
import { createAgentIntake } from './agent-intake.ts';
import type { AgentLinkShared } from './agent-link-shared.ts';
import { takeReport } from './agent-reports.ts';
import type { LinkedAgent } from './agent-roster.ts';
import { cutSocket } from './cut-socket.ts';
import { startHeartbeat } from './heartbeat.ts';
import type { Incoming } from './read-frame.ts';

/** One agent that is in: takes its batches, documents and reports. */
export interface AgentSession extends LinkedAgent {
  sendManifest(): Promise<void>;
  /** Throws when the message makes no sense. */
  receive(incoming: Incoming): void;
  /** After the socket closed: waits for what is under way, then reports the host as unreachable. */
  end(): Promise<void>;
}

interface AgentSessionOptions {
  hostId: string;
  /** As the machine names itself. */
  hostName: string;
  publicKey: string;
  machine: string;
  runId: string;
  socket: WebSocket;
  channel: AgentChannel;
  shared: AgentLinkShared;
  fail: (error: unknown) => void;
}

/** A round trip is told on when it moved by this part, so that a quiet fleet writes nothing. */
const ROUND_TRIP_STEP = 0.25;

/** Starts a session on an open socket that proved who it is. */
export function startAgentSession(options: AgentSessionOptions): AgentSession {
  const { hostId, publicKey, machine, runId, socket, channel, shared, fail } = options;
  const { archive, counters, limits, roster, logger, commands } = shared;
  const send = (message: AgentDown): boolean => {
    const isRead =
      socket.bufferedAmount <= limits.maxUnsentBytes && channel.unsentFrames <= limits.maxUnsentFrames;
    if (isRead) return channel.send(message);
    // An agent that reads nothing must not make the hub keep its answers.
    closeReason = 'does not read what it is sent';
    socket.terminate();
    return false;
  };
  const port: CommandPort = { hostId, hostName: options.hostName, send };
  const pending = new Set<Promise<void>>();
  const track = (work: Promise<unknown>) => {
    const settled = work.then(() => undefined, fail).finally(() => pending.delete(settled));
    pending.add(settled);
  };
  const setLink = (link: HostLink) =>
    archive.setHostLink(hostId, link).catch((error: unknown) => {
      logger.error('host state not stored', { hostId, error: String(error) });
    });
  const onStatus = (status: HostStatus) => setLink({ isConnected: true, status });
  const intake = createAgentIntake({ hostId, socket, shared });
  let reportedMs = Number.NaN;
  let closeReason = 'connection lost';
  let hasEnded = false;
  const heartbeat = startHeartbeat({
    socket,
    intervalMs: limits.heartbeatMs,
    wordlessMs: limits.wordlessMs,
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
    send(await intake.batch(frame));
  };

  const session: AgentSession = {
    hostId,
    publicKey,
    machine,
    runId,
    probe: () => heartbeat.probe(limits.probeMs),
    supersede: () => {
      closeReason = 'replaced by a newer connection';
      cutSocket(socket, 1008, 'superseded');
    },
    dismiss: (why) => {
      commands.leave(port);
      fail(why);
    },
    sendManifest: () => {
      // The agent has its welcome: from here on it can be asked.
      if (!hasEnded) commands.join(port);
      return sendManifest(channel, archive.manifest(hostId));
    },
    receive: (incoming) => {
      if (incoming.kind === 'batch') return track(commit(incoming.frame));
      const { message, sizeBytes } = incoming;
      const { liveReports } = intake;
      track(
        intake.message(message, sizeBytes, () =>
          takeReport(message, { port, answer: send, shared, liveReports, onStatus }),
        ),
      );
    },
    end: async () => {
      if (hasEnded) return;
      hasEnded = true;
      commands.leave(port);
      heartbeat.stop();
      intake.close();
      counters.agentsConnected -= 1;
      await Promise.allSettled(pending);
      // A superseded connection says nothing about the host: its successor does.
      if (roster.remove(session)) await setLink({ isConnected: false, reason: closeReason });
      logger.info('agent gone', { hostId, reason: closeReason });
    },
  };
  return session;
}

type ManifestPage = Omit<Extract<AgentDown, { type: 'manifest' }>, 'type' | 'isLast'>;

async function sendManifest(channel: AgentChannel, pages: AsyncIterable<ManifestPage>): Promise<void> {
  let held: ManifestPage | null = null;
  // One page is held back, because only the end of the sequence tells which page is the last.
  for await (const page of pages) {
    if (held) await channel.sendDrained({ type: 'manifest', ...held, isLast: false });
    held = page;
  }
  await channel.sendDrained({ type: 'manifest', ...(held ?? { files: [], documents: [] }), isLast: true });
}
