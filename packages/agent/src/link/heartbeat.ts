import { OrreryError } from '@orrery/protocol';

/** What a heartbeat needs of its connection. */
export interface Pulse {
  /** Bytes handed to the socket that the kernel has not taken. */
  readonly queuedBytes: number;
  /** True while the agent itself reads nothing. */
  readonly isPaused: boolean;
  /** Sends a sealed sign of life, which the hub gives back. */
  sendAlive(count: number): void;
}

export interface Heartbeat {
  /** A sealed message came in: only the hub can send those. */
  heard(): void;
  stop(): void;
}

/** A queue that gets shorter counts as life for so many intervals at most: whoever reads it need not be the hub. */
const MOST_WITHOUT_WORD = 40;

/**
 * Finds half-open TCP, and ways that somebody keeps open without the hub. Alive is: a sealed message came in, or for a
 * while that the socket's queue got shorter (on a slow link the sign of life waits behind megabytes of batches). Control
 * frames count for nothing. Two intervals without either end the connection.
 */
export function startHeartbeat(
  pulse: Pulse,
  intervalMs: number,
  onDead: (error: OrreryError) => void,
): Heartbeat {
  let silentIntervals = 0;
  let wordlessIntervals = 0;
  let queuedBefore = 0;
  let count = 0;
  const timer = setInterval(() => {
    if (pulse.isPaused) return;
    const { queuedBytes } = pulse;
    if (queuedBytes < queuedBefore) silentIntervals = 0;
    queuedBefore = queuedBytes;
    if (silentIntervals >= 2 || wordlessIntervals >= MOST_WITHOUT_WORD) {
      onDead(new OrreryError('unavailable', 'The connection to the hub went silent.'));
      return;
    }
    silentIntervals += 1;
    wordlessIntervals += 1;
    if (queuedBytes > 0) return;
    count += 1;
    pulse.sendAlive(count);
  }, intervalMs);
  timer.unref();
  return {
    heard: () => {
      silentIntervals = 0;
      wordlessIntervals = 0;
    },
    stop: () => clearInterval(timer),
  };
}
