import type { WebSocket } from 'ws';

/** Connections whose agent has not proved itself yet. */
export interface HalfOpen {
  /** A newcomer always comes in; where there are too many, the oldest of them goes. */
  add(socket: WebSocket): void;
  /** It has proved itself, or is gone. */
  remove(socket: WebSocket): void;
}

/**
 * Bounds what strangers can hold open. Nobody is refused for what others did from the same address, which behind a proxy
 * or a tunnel is everybody's: an honest handshake takes milliseconds and is over before it is the oldest.
 */
export function createHalfOpen(max: number): HalfOpen {
  const sockets = new Set<WebSocket>();
  return {
    add: (socket) => {
      const [oldest] = sockets;
      if (sockets.size >= max && oldest) {
        sockets.delete(oldest);
        oldest.terminate();
      }
      sockets.add(socket);
    },
    remove: (socket) => void sockets.delete(socket),
  };
}
