import type { WebSocket } from 'ws';

/** Time for the reason to reach the other side. */
const CUT_MS = 250;

/**
 * Says goodbye and ends the connection soon. Nothing more is read: `close` alone waits half a minute for an answer, and takes
 * in meanwhile whatever the other side goes on to send.
 */
export function cutSocket(socket: WebSocket, code: number, reason: string): void {
  socket.close(code, reason);
  socket.pause();
  const timer = setTimeout(() => socket.terminate(), CUT_MS);
  socket.once('close', () => clearTimeout(timer));
}
