/** Of a socket, what holding it back needs. */
export interface PausableSocket {
  pause(): void;
  resume(): void;
}

/** What reading the hub may take of this process, so that hooks of Claude Code never wait long for it. */
const SHARE = 0.3;
const BURST_MS = 3_000;

/** Counts what reading costs, and reads no more until it is paid for. Nothing is dropped. */
export interface ReadingShare {
  readonly isPaused: boolean;
  spend(milliseconds: number): void;
  close(): void;
}

/** Full at first: a manifest of many files may be read at once. */
export function createReadingShare(socket: PausableSocket, now: () => number): ReadingShare {
  let left = BURST_MS;
  let filledAt = now();
  let timer: NodeJS.Timeout | undefined;
  return {
    get isPaused() {
      return timer !== undefined;
    },
    spend(milliseconds) {
      const at = now();
      left = Math.min(BURST_MS, left + (at - filledAt) * SHARE) - milliseconds;
      filledAt = at;
      if (left >= 0 || timer !== undefined) return;
      socket.pause();
      timer = setTimeout(
        () => {
          timer = undefined;
          socket.resume();
        },
        Math.ceil(-left / SHARE),
      );
    },
    close() {
      clearTimeout(timer);
      timer = undefined;
    },
  };
}
