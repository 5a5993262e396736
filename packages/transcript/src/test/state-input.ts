import {
  deriveSessionState,
  type RegistryReport,
  type SessionStateInput,
  type SessionStatus,
} from '../index.ts';

/** The time of every hand-made state. */
export const NOW = 1_800_000_000_000;

export const MINUTE = 60_000;

/** A checked process with its own report. */
export function alive(status: RegistryReport['status'], more: Partial<RegistryReport> = {}): RegistryReport {
  return {
    status,
    waitingFor: null,
    statusSince: NOW - 5000,
    startedAt: null,
    source: 'registry',
    process: 'alive',
    ...more,
  };
}

/** What differs from a session of an old client that was closed an hour ago. */
export type SomeInput = Partial<Omit<SessionStateInput, 'facts'>> & {
  facts?: Partial<SessionStateInput['facts']>;
};

/** State of such a session. */
export function stateOf(input: SomeInput): SessionStatus {
  return deriveSessionState({
    registry: null,
    hook: null,
    request: null,
    ended: null,
    endedAt: null,
    isHostConnected: true,
    hostSeenAt: null,
    now: NOW,
    ...input,
    facts: {
      isTurnOpen: false,
      turnSince: null,
      guessedEnd: null,
      lastActivityAt: NOW - 60 * MINUTE,
      openCalls: [],
      client: 'cli',
      clientVersion: '2.1.19',
      ...input.facts,
    },
  });
}
