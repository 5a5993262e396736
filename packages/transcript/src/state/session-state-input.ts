import type { SessionFacts, SessionState, WaitingKind } from '../session/session-view.ts';

/** What the client's registry says of a session's process, after the host has checked the process. */
export interface RegistryReport {
  /** `process`: found among the processes of the host, for clients that keep no registry. */
  source: 'registry' | 'process';
  /** Null where this client version does not report. */
  status: 'busy' | 'idle' | 'waiting' | 'shell' | 'other' | null;
  /** The client's words for what it waits for. */
  waitingFor: string | null;
  statusSince: number | null;
  /** When the process began; null where nobody says. */
  startedAt: number | null;
  process: 'alive' | 'unverifiable';
}

/** What the session's newest hook says, where hooks are installed. */
export interface HookState {
  status: 'busy' | 'idle' | 'waiting' | 'ended';
  /** The hook, or the client's words. */
  reason: string;
  at: number;
}

/** A permission request that the client waits with, held by the host's hook receiver. */
export interface OpenRequest {
  kind: WaitingKind;
  tool: string;
  text: string;
  agentId: string | null;
  at: number;
}

/** How the last process of a session went: `moved` went on with another session. */
export type ProcessEnd = 'exited' | 'died' | 'moved';

/** All that the state of a session follows from. */
export interface SessionStateInput {
  /** Null when no process of this session is registered now. */
  registry: RegistryReport | null;
  /** Null where no hook of this session was heard. */
  hook: HookState | null;
  /** The oldest open request. */
  request: OpenRequest | null;
  /** How the last registered process went; null when none was ever seen. */
  ended: ProcessEnd | null;
  /** When that was seen. */
  endedAt: number | null;
  facts: Pick<
    SessionFacts,
    'isTurnOpen' | 'turnSince' | 'guessedEnd' | 'lastActivityAt' | 'openCalls' | 'client' | 'clientVersion'
  >;
  isHostConnected: boolean;
  /** When the host was last heard of; null when that is not known. */
  hostSeenAt: number | null;
  /** Milliseconds since the epoch. */
  now: number;
}

/** What a waiting session asks of a person. */
export interface WaitingFor {
  kind: WaitingKind;
  /** The client's own words. */
  reported: string;
  tool: string | null;
  text: string;
  agentId: string | null;
}

/** A session's state with the reason for it, in words for people. */
export interface SessionStatus {
  state: SessionState;
  reason: string;
  since: number | null;
  waiting: WaitingFor | null;
}
