import { OrreryError } from '@orrery/protocol';
import type { WebSocket } from 'ws';

/**
 * Finds half-open TCP. Alive is: anything came in, or the socket's queue got shorter (on a slow link the ping waits
 * behind megabytes of batches, so silence alone proves nothing). Two intervals without either end the connection.
 */
export function startHeartbeat(
  socket: WebSocket,
  intervalMs: number,
  onDead: (error: OrreryError) => void,
): () => void {
  let silentIntervals = 0;
  let queuedBefore = 0;
  const alive = (): void => {
    silentIntervals = 0;
  };
  socket.on('message', alive);
  socket.on('pong', alive);
  const timer = setInterval(() => {
    const queued = socket.bufferedAmount;
    if (queued < queuedBefore) alive();
    queuedBefore = queued;
    if (silentIntervals >= 2) {
      onDead(new OrreryError('unavailable', 'The connection to the hub went silent.'));
      return;
    }
    silentIntervals += 1;
    if (queued === 0) socket.ping();
  }, intervalMs);
  timer.unref();
  return () => {
    clearInterval(timer);
    socket.off('message', alive);
    socket.off('pong', alive);
  };
}
