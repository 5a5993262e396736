import type { UnsentLimits } from '@orrery/link';

/** Numbers of the live link, in one place so that tests can be quick. */
export interface LiveLimits {
  /** Changes go out at most this often; the first of a burst at once. */
  frameMs: number;
  /** Snapshots that a burst of changes asks for come at most this often. */
  reloadMs: number;
  /** Unsent bytes above which a reader is cut, and below which it gets a snapshot. */
  highWaterBytes: number;
  lowWaterBytes: number;
  /** Frames kept for subscribers that wait for their snapshot. */
  maxHeldBytes: number;
  /** Answers and notices that a page has not read; over it the socket is cut. Changes are bounded by the marks above. */
  unsent: UnsentLimits;
  /** Frames from a browser are subscriptions and pings; more is not ours. */
  maxFrameBytes: number;
  maxSubscriptions: number;
  /** Messages a second, and how many at once. */
  messagesPerSecond: number;
  messageBurst: number;
  maxSockets: number;
  /** Between pings; twice that without a sign of life is the end. */
  heartbeatMs: number;
  /** How often every socket's session or key is looked at again. */
  recheckMs: number;
  /** How often it is asked whether another process (the command line) ended a session or key, and whether a key ran out. */
  watchMs: number;
}

/** For real use. */
export const defaultLiveLimits: LiveLimits = {
  frameMs: 8,
  reloadMs: 100,
  highWaterBytes: 1024 * 1024,
  lowWaterBytes: 64 * 1024,
  maxHeldBytes: 4 * 1024 * 1024,
  unsent: { bytes: 8 * 1024 * 1024, frames: 4096 },
  maxFrameBytes: 16 * 1024,
  maxSubscriptions: 64,
  messagesPerSecond: 50,
  messageBurst: 200,
  maxSockets: 2000,
  heartbeatMs: 15_000,
  recheckMs: 10_000,
  watchMs: 1_000,
};
