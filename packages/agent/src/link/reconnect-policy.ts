import type { ErrorKind } from '@orrery/protocol';

/** What the hub itself says and trying again cannot heal: a person must act. */
const FINAL_KINDS: ReadonlySet<ErrorKind> = new Set(['joinRefused', 'unsupportedVersion']);

/**
 * True when the agent must stop and say why. Somebody else at the hub's address is final only as long as the right hub
 * has not been met: later it may be an attack or a mistake that passes, and an agent that gave up would stay away.
 */
export function isFinal(kind: ErrorKind, hasMetHub: boolean): boolean {
  return FINAL_KINDS.has(kind) || (kind === 'hubKeyMismatch' && !hasMetHub);
}

/** Exponential delays with jitter, so that a fleet does not come back in one wave. */
export interface ReconnectPolicy {
  /** Delay before the next try; never less than what the hub asked for. */
  nextDelayMs(retryAfterMs?: number): number;
  /** After a welcome: begin with short delays again. */
  reset(): void;
}

/** @param random 0 <= n < 1 */
export function createReconnectPolicy(options: {
  minMs: number;
  maxMs: number;
  random: () => number;
}): ReconnectPolicy {
  let attempt = 0;
  return {
    nextDelayMs(retryAfterMs = 0) {
      const ceiling = Math.min(options.maxMs, options.minMs * 2 ** Math.min(attempt, 20));
      attempt += 1;
      const jittered = ceiling / 2 + (ceiling / 2) * options.random();
      return Math.max(jittered, retryAfterMs);
    },
    reset() {
      attempt = 0;
    },
  };
}
