import type { ErrorKind, OrreryError } from '@orrery/protocol';

/** What the hub itself says and trying again soon cannot heal: a person must act. */
const FINAL_KINDS: ReadonlySet<ErrorKind> = new Set(['joinRefused', 'unsupportedVersion']);

/** As long as one that was revoked waits. */
const PERSON_MUST_ACT_MS = 10 * 60_000;

/**
 * True when the agent must stop and say why, which is only as long as it has not met its hub: somebody is at the console
 * then. Later it may be an attack or a mistake that passes, and an agent that gave up would stay away.
 */
export function isFinal(kind: ErrorKind, hasMetHub: boolean): boolean {
  return !hasMetHub && (FINAL_KINDS.has(kind) || kind === 'hubKeyMismatch');
}

/** When the other side is to be asked again at the earliest, by what it said. */
export function retryAfterMs({ kind, retryAfterMs: asked = 0 }: OrreryError): number {
  return FINAL_KINDS.has(kind) ? Math.max(asked, PERSON_MUST_ACT_MS) : asked;
}

/** Exponential delays with jitter, so that a fleet does not come back in one wave. */
export interface ReconnectPolicy {
  /** Delay before the next try; never less than what the hub asked for. */
  nextDelayMs(retryAfterMs?: number): number;
  /** A link was worth something: begin with short delays again. */
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
