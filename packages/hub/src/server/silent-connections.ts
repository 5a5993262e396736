import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Connections that are open and ask nothing. A person's browser keeps six; an agent's are upgraded at once. */
export const MAX_SILENT = 1_024;

/**
 * Bounds the connections on which no request is under way. Of too many the oldest goes: whoever comes and asks is quicker
 * than that, so that strangers who hold many keep nobody out.
 */
export function boundSilentConnections(server: Server, most = MAX_SILENT): void {
  const silent = new Set<Socket>();
  const note = (socket: Socket) => {
    silent.delete(socket);
    silent.add(socket);
    const [oldest] = silent;
    if (silent.size > most) oldest?.destroy();
  };
  const accept = (socket: Socket) => {
    socket.once('close', () => silent.delete(socket));
    note(socket);
  };
  // Over TLS what carries requests is another object than what was accepted.
  server.on('setSecureContext' in server ? 'secureConnection' : 'connection', accept);
  server.on('upgrade', (_request: IncomingMessage, socket: Socket) => silent.delete(socket));
  server.on('request', ({ socket, method }: IncomingMessage, response: ServerResponse) => {
    // A body that never ends is as good as silence, however long its reader waits.
    if (method === 'GET' || method === 'HEAD') silent.delete(socket);
    response.once('close', () => {
      if (!socket.destroyed) note(socket);
    });
  });
}
