import type { SessionFacts, SessionState, WaitingKind } from '../session/session-view.ts';
import { registersItself } from './registers-itself.ts';

/** What the client's registry says of a session's process, after the host has checked the process. */
export interface RegistryReport {
  /** `process`: found among the processes of the host, for clients that keep no registry. */
  source: 'registry' | 'process';
  /** Null where this client version does not report. */
  status: 'busy' | 'idle' | 'waiting' | 'shell' | 'other' | null;
  /** The client's words for what it waits for. */
  waitingFor: string | null;
  statusSince: number | null;
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

/** All that the state of a session follows from. */
export interface SessionStateInput {
  /** Null when no process of this session is registered now. */
  registry: RegistryReport | null;
  /** Null where no hook of this session was heard. */
  hook: HookState | null;
  /** The oldest open request. */
  request: OpenRequest | null;
  /** How the last registered process went; null when none was ever seen. */
  ended: 'exited' | 'died' | null;
  facts: Pick<SessionFacts, 'isTurnOpen' | 'lastActivityAt' | 'pendingTool' | 'client' | 'clientVersion'>;
  isHostConnected: boolean;
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

/** Without any report, a session that wrote this recently may still run. */
const RECENT_MS = 5 * 60_000;

/** Time for the registry's report of a new process to arrive, when its transcript came first. */
const REGISTRATION_MS = 10_000;

/** The live state: reported where anything reports, and `unknown` with the reason where nothing can be known. */
export function deriveSessionState(input: SessionStateInput): SessionStatus {
  const { registry, ended, isHostConnected } = input;
  if (!isHostConnected && (registry !== null || (ended === null && isRecent(input)))) {
    return status(input, 'unreachable', 'The machine is not connected.');
  }
  if (registry !== null) return fromRegistry(input, registry);
  const { isTurnOpen } = input.facts;
  if (ended === 'died' && isTurnOpen) {
    return status(input, 'crashed', 'The process went away in the middle of a turn, without cleaning up.');
  }
  if (ended !== null) {
    const how = ended === 'died' ? 'The process went away without cleaning up' : 'The client exited';
    return status(input, 'ended', isTurnOpen ? `${how} in the middle of a turn.` : `${how}.`);
  }
  const doubtMs = registersItself(input.facts) ? REGISTRATION_MS : RECENT_MS;
  if (isWithin(input.facts.lastActivityAt, input.now, doubtMs)) {
    return status(
      input,
      'unknown',
      'It wrote a moment ago, but no running client is registered on its machine.',
    );
  }
  return status(input, 'ended', 'No running client is registered on its machine.');
}

function fromRegistry(input: SessionStateInput, registry: RegistryReport): SessionStatus {
  if (
    registry.process === 'unverifiable' &&
    !isRecent(input) &&
    !isRecentTime(registry.statusSince, input.now)
  ) {
    return status(
      input,
      'unknown',
      'Its process is in a container that cannot be looked into, and it has been quiet.',
    );
  }
  const doubt =
    registry.process === 'unverifiable' ? ' Its process is in a container that cannot be looked into.' : '';
  switch (registry.status) {
    case 'busy':
      return status(input, 'working', `The client reports a running turn.${doubt}`);
    case 'idle':
      return status(input, 'idle', `The client reports that it is at the prompt.${doubt}`);
    case 'shell':
      return status(input, 'background', `The client reports that only a background task runs.${doubt}`);
    case 'waiting':
      return waitingStatus(input, registry, doubt);
    case 'other':
      return status(input, 'unknown', `The client reports a state that this version does not know.${doubt}`);
    case null:
      return input.facts.isTurnOpen
        ? status(
            input,
            'working',
            `The process runs and its turn is open; this client does not report its state.${doubt}`,
          )
        : status(
            input,
            'idle',
            `The process runs and no turn is open; this client does not report its state.${doubt}`,
          );
  }
}

function waitingStatus(input: SessionStateInput, registry: RegistryReport, doubt: string): SessionStatus {
  const reported = registry.waitingFor ?? '';
  const { pendingTool } = input.facts;
  const waiting: WaitingFor = {
    kind: waitingKind(reported, pendingTool?.name ?? null),
    reported,
    tool: pendingTool?.name ?? null,
    text: pendingTool?.detail ?? pendingTool?.argument ?? '',
    agentId: pendingTool?.agentId ?? null,
  };
  const reason = reported === '' ? 'The client waits for a person.' : `The client waits: ${reported}.`;
  return { ...status(input, 'waiting', `${reason}${doubt}`), waiting };
}

/** The words differ between versions ("permission prompt", "approve Bash"), so the asking tool is believed first. */
function waitingKind(reported: string, tool: string | null): WaitingKind {
  if (tool === 'AskUserQuestion') return 'question';
  if (tool === 'ExitPlanMode') return 'plan';
  if (/permission|approve|sandbox/i.test(reported)) return 'permission';
  if (/input|question/i.test(reported)) return 'question';
  return 'other';
}

function status(input: SessionStateInput, state: SessionState, reason: string): SessionStatus {
  const since = input.registry?.statusSince ?? input.facts.lastActivityAt;
  return { state, reason, since, waiting: null };
}

function isRecent(input: SessionStateInput): boolean {
  return isRecentTime(input.facts.lastActivityAt, input.now);
}

function isRecentTime(at: number | null, now: number): boolean {
  return isWithin(at, now, RECENT_MS);
}

function isWithin(at: number | null, now: number, ms: number): boolean {
  return at !== null && now - at < ms;
}
