/** Of a WebSocket, what its control frames need. */
export interface ControlSocket {
  readonly readyState: number;
  readonly OPEN: number;
  on(event: 'ping' | 'pong', listener: (data: Buffer) => void): unknown;
  pong(data: Buffer, mask: boolean | undefined, onSent: (error?: Error) => void): void;
}

/** Both ends ping every few seconds; more than this is somebody who wants to be answered, not to know. */
const PER_SECOND = 4;
const BURST = 32;

/**
 * Answers pings, at most one at a time, and counts all control frames. The socket has to be made with `autoPong` off: its
 * own answers would pile up in memory for as long as the other side does not read them.
 */
export function guardControlFrames(
  socket: ControlSocket,
  onFlood: () => void,
  now: () => number = () => performance.now(),
): void {
  let tokens = BURST;
  let filledAt = now();
  let isOver = false;
  const mayGo = (): boolean => {
    const at = now();
    tokens = Math.min(BURST, tokens + ((at - filledAt) / 1000) * PER_SECOND) - 1;
    filledAt = at;
    if (tokens < 0 && !isOver) {
      isOver = true;
      onFlood();
    }
    return !isOver;
  };
  let isSending = false;
  /** Only the newest ping is owed an answer (RFC 6455, 5.5.3). */
  let owed: Buffer | null = null;
  const answer = (data: Buffer): void => {
    if (socket.readyState !== socket.OPEN) return;
    if (isSending) {
      owed = data;
      return;
    }
    isSending = true;
    socket.pong(data, undefined, () => {
      isSending = false;
      const next = owed;
      owed = null;
      if (next !== null) answer(next);
    });
  };
  socket.on('ping', (data) => {
    if (mayGo()) answer(data);
  });
  socket.on('pong', mayGo);
}
