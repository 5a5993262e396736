/** Of a WebSocket, what sending needs. */
export interface SendingSocket {
  send(data: Uint8Array | string, onSent: (error?: Error) => void): void;
}

/** What the other side may leave unread. */
export interface UnsentLimits {
  bytes: number;
  /** Each costs more than its bytes. */
  frames: number;
}

/**
 * Sends at once, as long as the other side reads: what it leaves unread over a limit calls `onFull` and is not sent, so that
 * nobody makes this side keep answers without end. A frame that finds nothing before it always goes.
 */
export function createBoundedSender(
  socket: SendingSocket,
  limits: UnsentLimits,
  onFull: () => void,
): (data: Uint8Array | string, onSent?: () => void) => boolean {
  let bytes = 0;
  let frames = 0;
  return (data, onSent) => {
    const size = data.length;
    if (frames > 0 && (bytes + size > limits.bytes || frames >= limits.frames)) {
      onFull();
      return false;
    }
    bytes += size;
    frames += 1;
    socket.send(data, () => {
      bytes -= size;
      frames -= 1;
      onSent?.();
    });
    return true;
  };
}
