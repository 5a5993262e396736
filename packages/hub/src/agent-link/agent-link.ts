import { createHalfOpen } from '@orrery/link';
import type { OrreryError } from '@orrery/protocol';
import type { WebSocket } from 'ws';
import { acceptAgent, type Wire } from './agent-connection.ts';
import type { AgentLinkShared } from './agent-link-shared.ts';
import { createAgentRoster } from './agent-roster.ts';
import { createIngestGate } from './ingest-gate.ts';
import { createLinkLog } from './link-log.ts';

/** The hub's end of all `/agent` sockets. */
export interface AgentLink {
  /** Takes over an upgraded socket. */
  accept(socket: WebSocket, wire: Wire): void;
  /** Tells the agents of these hosts why they are out, and closes their links. */
  dismiss(hostIds: readonly string[], why: OrreryError): void;
  /** Says goodbye to all and waits until what they sent is committed. */
  close(): Promise<void>;
}

/** An agent link over an archive. */
export function createAgentLink(
  options: Omit<AgentLinkShared, 'roster' | 'gate' | 'halfOpen' | 'log'>,
): AgentLink {
  const { limits, counters } = options;
  const halfOpen = createHalfOpen<WebSocket>(limits.maxHalfOpen, (socket) => socket.terminate());
  const gate = createIngestGate({
    limits: {
      heldBytes: limits.maxQueueBytes,
      workBytes: limits.maxQueueRawBytes,
      senderWorkBytes: limits.maxAgentRawBytes,
      senderItems: limits.maxAgentItems,
    },
    counters,
  });
  const roster = createAgentRoster();
  const log = createLinkLog(options.logger, options.clock);
  const shared: AgentLinkShared = { ...options, roster, gate, halfOpen, log };
  const open = new Map<WebSocket, Promise<void>>();
  return {
    dismiss: roster.dismiss,
    accept: (socket, wire) => {
      const ended = acceptAgent(socket, wire, shared).finally(() => open.delete(socket));
      open.set(socket, ended);
    },
    close: async () => {
      for (const socket of open.keys()) socket.close(1001, 'hub stops');
      const timer = setTimeout(() => {
        for (const socket of open.keys()) socket.terminate();
      }, 1000);
      await Promise.allSettled(open.values());
      clearTimeout(timer);
    },
  };
}
