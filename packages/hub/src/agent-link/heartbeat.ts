import type { WebSocket } from 'ws';

/** Pings one socket: measures the way, and ends connections whose other side is gone without a word. */
export interface Heartbeat {
  /** One ping now; true when its pong came within the time. */
  probe(timeoutMs: number): Promise<boolean>;
  stop(): void;
}

interface HeartbeatOptions {
  socket: WebSocket;
  intervalMs: number;
  /** Without a sealed message for so long the other side is gone: anybody on the way can answer pings. */
  wordlessMs: number;
  /** While reading is paused no pong can arrive, so silence says nothing. */
  isPaused: () => boolean;
  /** Median of the newest round trips, after each pong. */
  onRoundTrip: (milliseconds: number) => void;
  /** No sign of life for two intervals, or no word for longer. */
  onSilence: () => void;
}

/** Enough that one slow answer does not move the median. */
const SAMPLES = 9;

/** Starts pinging. */
export function startHeartbeat({
  socket,
  intervalMs,
  wordlessMs,
  isPaused,
  onRoundTrip,
  onSilence,
}: HeartbeatOptions): Heartbeat {
  const samples: number[] = [];
  const sent = new Map<string, number>();
  const waiting = new Set<() => void>();
  let unanswered = 0;
  let wordAt = performance.now();
  let counter = 0;
  const ping = () => {
    counter += 1;
    sent.set(String(counter), performance.now());
    socket.ping(String(counter));
  };
  const onPong = (data: Buffer) => {
    unanswered = 0;
    for (const resolve of waiting) resolve();
    const at = sent.get(data.toString());
    if (at === undefined) return;
    sent.clear();
    samples.push(performance.now() - at);
    if (samples.length > SAMPLES) samples.shift();
    onRoundTrip(median(samples));
  };
  const onMessage = () => {
    unanswered = 0;
    wordAt = performance.now();
  };
  socket.on('pong', onPong);
  socket.on('message', onMessage);
  const timer = setInterval(() => {
    if (isPaused()) {
      wordAt = performance.now();
      return;
    }
    if (unanswered >= 2 || performance.now() - wordAt > wordlessMs) return onSilence();
    unanswered += 1;
    ping();
  }, intervalMs);
  ping();
  return {
    probe: (timeoutMs) =>
      new Promise((resolve) => {
        const finish = (isAlive: boolean) => {
          clearTimeout(timeout);
          waiting.delete(alive);
          socket.off('close', gone);
          resolve(isAlive);
        };
        const alive = () => finish(true);
        const gone = () => finish(false);
        const timeout = setTimeout(gone, timeoutMs);
        waiting.add(alive);
        socket.once('close', gone);
        // It sends faster than the archive takes: alive, although its pong is stuck behind batches.
        if (isPaused()) alive();
        else if (socket.readyState === socket.OPEN) ping();
        else gone();
      }),
    stop: () => {
      clearInterval(timer);
      socket.off('pong', onPong);
      socket.off('message', onMessage);
    },
  };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
