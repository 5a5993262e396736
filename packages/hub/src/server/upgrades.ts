import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { guardControlFrames } from '@orrery/link';
import { OrreryError, type Role } from '@orrery/protocol';
import { WebSocketServer } from 'ws';
import { type Access, unauthenticated } from '../auth/access.ts';
import { type Caller, checkRole } from '../auth/principal.ts';
import { bareAnswer } from './bare-answer.ts';
import { toHttpError } from './http-error.ts';
import type { HubLogger } from './hub-logger.ts';
import type { RequestGuard, Visit } from './request-guard.ts';
import type { SocketPath } from './socket-table.ts';

interface UpgradeOptions {
  server: Server;
  sockets: ReadonlyMap<string, SocketPath>;
  access: Access;
  guard: () => RequestGuard;
  logger: HubLogger;
}

/** Routes WebSocket upgrades on the one port. Nothing is upgraded before Host, Origin and identity are checked. */
export function handleUpgrades(options: UpgradeOptions): void {
  const { server, sockets, guard, logger } = options;
  const common = {
    noServer: true,
    perMessageDeflate: false,
    clientTracking: false,
    autoPong: false,
  } as const;
  const servers = new Map(
    [...sockets.values()].map((one) => {
      const { protocol, maxFrameBytes: maxPayload } = one;
      const handleProtocols = (offered: Set<string>) =>
        protocol !== undefined && offered.has(protocol) && protocol;
      return [one, new WebSocketServer({ ...common, maxPayload, handleProtocols })] as const;
    }),
  );
  const upgrade = async (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const visit = guard().visit(request);
    const [path = ''] = (request.url ?? '').split('?');
    const found = sockets.get(path);
    if (found === undefined) throw new OrreryError('notFound', 'There is no socket here.');
    const isAgent = found.access === 'agentKey';
    guard().checkOrigin(visit, request.headers, isAgent ? 'agent' : 'socket');
    const take = isAgent
      ? found.admit(request, visit.address)
      : found.admit(
          request,
          await callerOf(request, visit, { needed: found.access, access: options.access }),
        );
    // From here to the open socket nothing waits, so what `admit` found to be within its limits still is.
    servers.get(found)?.handleUpgrade(request, socket, head, (opened) => {
      guardControlFrames(opened, () => opened.terminate());
      take(opened);
    });
  };
  server.on('upgrade', (request, socket, head) => {
    const onError = (error: Error) => logger.debug('upgrade failed', { error: error.message });
    socket.on('error', onError);
    upgrade(request, socket, head)
      .catch((error: unknown) => refuse(socket, error))
      .finally(() => socket.off('error', onError));
  });
}

interface Entry {
  needed: Role;
  access: Access;
}

async function callerOf(
  { headers }: IncomingMessage,
  { address, scheme }: Visit,
  { needed, access }: Entry,
): Promise<Caller> {
  const principal = await access.authenticateSocket(headers, scheme);
  if (!principal) throw unauthenticated();
  checkRole(principal, needed);
  return { ...principal, address };
}

function refuse(socket: Duplex, error: unknown): void {
  const { status, body, headers } = toHttpError(error);
  // The client may be gone already; there is nobody left to tell.
  socket.on('error', () => undefined);
  // Sockets of a server stay half open after `end`: a client that never closes would keep this one for good.
  socket.once('finish', () => socket.destroy());
  socket.end(bareAnswer({ status, body, headers }));
}
