import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Connections that are open and ask nothing. A person's browser keeps six; an agent's are upgraded at once. */
export const MAX_SILENT = 1_024;

/** Connections that wait for an answer, or leave one unread. Answers take milliseconds, so the oldest is the one to go. */
export const MAX_WAITING = 1_024;

/**
 * Bounds the connections on which no request is under way, and those on which one is. Of too many the oldest goes: whoever
 * comes and asks is quicker than that, so that strangers who hold many keep nobody out.
 */
export function boundSilentConnections(server: Server, most = MAX_SILENT, mostWaiting = MAX_WAITING): void {
  const silent = new Set<Socket>();
  const waiting = new Set<Socket>();
  const note = (socket: Socket) => {
    silent.delete(socket);
    silent.add(socket);
    const [oldest] = silent;
    if (silent.size > most) oldest?.destroy();
  };
  const accept = (socket: Socket) => {
    socket.once('close', () => {
      silent.delete(socket);
      waiting.delete(socket);
    });
    note(socket);
  };
  // Over TLS what carries requests is another object than what was accepted.
  server.on('setSecureContext' in server ? 'secureConnection' : 'connection', accept);
  server.on('upgrade', (_request: IncomingMessage, socket: Socket) => silent.delete(socket));
  server.on('request', ({ socket, method }: IncomingMessage, response: ServerResponse) => {
    // A body that never ends is as good as silence, however long its reader waits.
    if (method === 'GET' || method === 'HEAD') {
      silent.delete(socket);
      waiting.add(socket);
      const [oldest] = waiting;
      if (waiting.size > mostWaiting) oldest?.destroy();
    }
    response.once('close', () => {
      waiting.delete(socket);
      if (!socket.destroyed) note(socket);
    });
  });
}
