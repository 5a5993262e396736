import { createHalfOpen } from '@orrery/link';
import type { WebSocket } from 'ws';
import { acceptAgent, type Wire } from './agent-connection.ts';
import type { AgentLinkShared } from './agent-link-shared.ts';
import { createAgentRoster } from './agent-roster.ts';
import { createIngestGate } from './ingest-gate.ts';

/** The hub's end of all `/agent` sockets. */
export interface AgentLink {
  /** Takes over an upgraded socket. */
  accept(socket: WebSocket, wire: Wire): void;
  /** Says goodbye to all and waits until what they sent is committed. */
  close(): Promise<void>;
}

/** An agent link over an archive. */
export function createAgentLink(options: Omit<AgentLinkShared, 'roster' | 'gate' | 'halfOpen'>): AgentLink {
  const { limits, counters } = options;
  const halfOpen = createHalfOpen<WebSocket>(limits.maxHalfOpen, (socket) => socket.terminate());
  const gate = createIngestGate({
    limits: {
      heldBytes: limits.maxQueueBytes,
      workBytes: limits.maxQueueRawBytes,
      senderWorkBytes: limits.maxAgentRawBytes,
    },
    counters,
  });
  const shared: AgentLinkShared = { ...options, roster: createAgentRoster(), gate, halfOpen };
  const open = new Map<WebSocket, Promise<void>>();
  return {
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
