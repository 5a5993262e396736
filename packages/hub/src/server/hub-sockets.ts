import type { IncomingMessage } from 'node:http';
import { LIVE_PROTOCOL } from '@orrery/protocol';
import type { Wire } from '../agent-link/agent-connection.ts';
import type { AgentLink } from '../agent-link/agent-link.ts';
import { MAX_AGENT_FRAME_BYTES } from '../agent-link/agent-link-shared.ts';
import type { LiveLimits } from '../live/live-limits.ts';
import type { LiveLink } from '../live/live-link.ts';
import { createSocketTable, type SocketPath } from './socket-table.ts';

interface HubSocketsOptions {
  agentLink: AgentLink;
  liveLink: LiveLink;
  liveLimits: LiveLimits;
}

/** Every socket of the hub. A new path is a new row here. */
export function hubSockets({
  agentLink,
  liveLink,
  liveLimits,
}: HubSocketsOptions): ReadonlyMap<string, SocketPath> {
  return createSocketTable([
    {
      path: '/agent',
      access: 'agentKey',
      maxFrameBytes: MAX_AGENT_FRAME_BYTES,
      admit: (request, address) => (socket) => agentLink.accept(socket, wireOf(request, address)),
    },
    {
      path: '/live',
      access: 'viewer',
      maxFrameBytes: liveLimits.maxFrameBytes,
      protocol: LIVE_PROTOCOL,
      admit: (_request, principal) => {
        liveLink.checkRoom(principal);
        return (socket) => liveLink.accept(socket, { principal });
      },
    },
  ]);
}

function wireOf({ socket }: IncomingMessage, address: string): Wire {
  return {
    address,
    bytesRead: () => socket.bytesRead,
    onData: (listener) => {
      socket.on('data', listener);
      return () => void socket.off('data', listener);
    },
  };
}
