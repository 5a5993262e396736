import type { IncomingMessage, Server } from 'node:http';
import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { LIVE_PROTOCOL, OrreryError } from '@orrery/protocol';
import { WebSocketServer } from 'ws';
import type { Wire } from '../agent-link/agent-connection.ts';
import type { AgentLink } from '../agent-link/agent-link.ts';
import { MAX_AGENT_FRAME_BYTES } from '../agent-link/agent-link-shared.ts';
import { type Access, unauthenticated } from '../auth/access.ts';
import type { LiveLimits } from '../live/live-limits.ts';
import type { LiveLink } from '../live/live-link.ts';
import type { Counters } from './counters.ts';
import { toHttpError } from './http-error.ts';
import type { HubLogger } from './hub-logger.ts';
import type { RequestGuard, Visit } from './request-guard.ts';

interface UpgradeOptions {
  server: Server;
  access: Access;
  guard: () => RequestGuard;
  agentLink: AgentLink;
  liveLink: LiveLink;
  liveLimits: LiveLimits;
  counters: Counters;
  logger: HubLogger;
}

/** Routes WebSocket upgrades on the one port. Nothing is upgraded before Host, Origin and identity are checked. */
export function handleUpgrades(options: UpgradeOptions): void {
  const { server, guard, logger } = options;
  const common = { noServer: true, perMessageDeflate: false, clientTracking: false } as const;
  const live = new WebSocketServer({
    ...common,
    maxPayload: options.liveLimits.maxFrameBytes,
    // Never the ticket that is offered beside it.
    handleProtocols: (offered) => offered.has(LIVE_PROTOCOL) && LIVE_PROTOCOL,
  });
  const agent = new WebSocketServer({ ...common, maxPayload: MAX_AGENT_FRAME_BYTES });
  const upgrade = async (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const visit = guard().visit(request);
    const [path] = (request.url ?? '').split('?');
    if (path === '/agent') {
      guard().checkOrigin(visit, request.headers, 'agent');
      const { address } = visit;
      options.agentLink.checkAddress(address);
      agent.handleUpgrade(request, socket, head, (webSocket) =>
        options.agentLink.accept(webSocket, wireOf(request, address)),
      );
    } else if (path === '/live') {
      const visitor = await admit(request, visit, options);
      live.handleUpgrade(request, socket, head, (webSocket) => options.liveLink.accept(webSocket, visitor));
    } else {
      throw new OrreryError('notFound', 'There is no socket here.');
    }
  };
  server.on('upgrade', (request, socket, head) => {
    const onError = (error: Error) => logger.debug('upgrade failed', { error: error.message });
    socket.on('error', onError);
    upgrade(request, socket, head)
      .catch((error: unknown) => refuse(socket, error))
      .finally(() => socket.off('error', onError));
  });
}

async function admit({ headers }: IncomingMessage, visit: Visit, options: UpgradeOptions) {
  const { access, guard, counters, liveLimits } = options;
  guard().checkOrigin(visit, headers, 'socket');
  if (counters.liveSockets >= liveLimits.maxSockets) {
    throw new OrreryError('unavailable', 'Too many pages are open on this hub.', { retryAfterMs: 10_000 });
  }
  const principal = await access.authenticateSocket(headers, visit.scheme);
  if (!principal) throw unauthenticated();
  return { principal };
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

function refuse(socket: Duplex, error: unknown): void {
  const { status, body, headers } = toHttpError(error);
  const json = JSON.stringify(body);
  const lines = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'Connection: close',
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(json)}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
  ];
  // The client may be gone already; there is nobody left to tell.
  socket.on('error', () => undefined);
  socket.end(`${lines.join('\r\n')}\r\n\r\n${json}`);
}
