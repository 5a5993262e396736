import type { SessionState, WaitingKind } from '../session/session-view.ts';
import { registersItself } from './registers-itself.ts';
import { newestHook, reportedTurn } from './reported-turn.ts';
import type {
  OpenRequest,
  ProcessEnd,
  RegistryReport,
  SessionStateInput,
  SessionStatus,
} from './session-state-input.ts';
import { requestedOf, waitingFor } from './waiting-for.ts';

/** Without any report, a session that wrote this recently may still run. */
const RECENT_MS = 5 * 60_000;

/** Time for the registry's report of a new process to arrive, when its transcript came first. */
const REGISTRATION_MS = 10_000;

/** The live state: reported where anything reports, and `unknown` with the reason where nothing can be known. */
export function deriveSessionState(input: SessionStateInput): SessionStatus {
  const status = stateOf(input);
  // Clocks of two machines differ: nothing began later than now.
  return { ...status, since: status.since === null ? null : Math.min(status.since, input.now) };
}

function stateOf(input: SessionStateInput): SessionStatus {
  const { registry, request } = input;
  if (!input.isHostConnected && mayRun(input)) {
    const since = input.hostSeenAt ?? input.facts.lastActivityAt;
    return { state: 'unreachable', reason: 'The machine is not connected.', since, waiting: null };
  }
  const ended = endOf(input);
  if (ended !== null) return goneStatus(input, ended);
  if (request !== null) return requestedStatus(input, request);
  return registry === null ? unregisteredStatus(input) : fromRegistry(input, registry);
}

/**
 * The host saw the last process go. Hooks and records do not count against that: two clocks would have to agree. A request that
 * was made since, by the same clock, is held by a client that keeps no registry.
 */
function endOf({ registry, ended, endedAt, request }: SessionStateInput): ProcessEnd | null {
  const isAskedSince = request !== null && endedAt !== null && request.at > endedAt;
  return registry === null && !isAskedSince ? ended : null;
}

/** Whether the session may go on where nobody sees it. */
function mayRun(input: SessionStateInput): boolean {
  if (input.registry !== null) return true;
  return endOf(input) === null && (input.request !== null || isActive(input));
}

function goneStatus(input: SessionStateInput, ended: ProcessEnd): SessionStatus {
  const { isTurnOpen, lastActivityAt } = input.facts;
  const since = input.endedAt ?? lastActivityAt;
  const of = (state: SessionState, reason: string) => ({ state, reason, since, waiting: null });
  if (ended === 'moved') return of('ended', 'The client went on with another session.');
  if (ended === 'died' && isTurnOpen) {
    return of('crashed', 'The process went away in the middle of a turn, without cleaning up.');
  }
  const how = ended === 'died' ? 'The process went away without cleaning up' : 'The client exited';
  return of('ended', isTurnOpen ? `${how} in the middle of a turn.` : `${how}.`);
}

/** What a held request is called. */
const REQUESTS: { readonly [kind in WaitingKind]: string } = {
  permission: 'a permission request',
  question: 'a question',
  plan: 'a plan',
  other: 'a request',
};

function requestedStatus(input: SessionStateInput, request: OpenRequest): SessionStatus {
  const reported = input.registry?.waitingFor ?? '';
  return {
    state: 'waiting',
    reason: `The client asks for an answer: ${REQUESTS[request.kind]} is held on its machine.`,
    since: request.at,
    waiting: requestedOf(request, reported, input.facts.openCalls),
  };
}

/** No process is known. What was heard a moment ago counts; a client that always registers is soon taken at its silence. */
function unregisteredStatus(input: SessionStateInput): SessionStatus {
  const { facts, hook, now } = input;
  const doubtMs = registersItself(facts) ? REGISTRATION_MS : RECENT_MS;
  const isHookRecent = hook !== null && Math.abs(now - hook.at) < doubtMs;
  if (hook?.status === 'ended') {
    if (newestHook(input) !== null) return reportedTurn(input, { runs: '', doubt: '' });
  } else if (isHookRecent) {
    return reportedTurn(input, { runs: '', doubt: ' No process of it is registered on its machine.' });
  }
  const since = facts.lastActivityAt;
  if (isWithin(since, now, doubtMs)) {
    return {
      state: 'unknown',
      reason: 'It wrote a moment ago, but no running client is registered on its machine.',
      since,
      waiting: null,
    };
  }
  return { state: 'ended', reason: 'No running client is registered on its machine.', since, waiting: null };
}

function fromRegistry(input: SessionStateInput, registry: RegistryReport): SessionStatus {
  const { facts } = input;
  const isUnverifiable = registry.process === 'unverifiable';
  const since = registry.statusSince ?? facts.turnSince ?? facts.lastActivityAt ?? registry.startedAt;
  if (isUnverifiable && !isActive(input) && !isWithin(registry.statusSince, input.now, RECENT_MS)) {
    return {
      state: 'unknown',
      reason: 'Its process is in a container that cannot be looked into, and it has been quiet.',
      since: Math.max(facts.lastActivityAt ?? 0, since ?? 0) || null,
      waiting: null,
    };
  }
  const doubt = doubtOf(registry);
  const of = (state: SessionState, reason: string) => ({
    state,
    reason: `${reason}${doubt}`,
    since,
    waiting: null,
  });
  switch (registry.status) {
    case 'busy':
      return of('working', 'The client reports a running turn.');
    case 'idle':
      return of('idle', 'The client reports that it is at the prompt.');
    case 'shell':
      return of('background', 'The client reports that only a background task runs.');
    case 'waiting': {
      const reported = registry.waitingFor ?? '';
      const reason = reported === '' ? 'The client waits for a person.' : `The client waits: ${reported}.`;
      const waiting = waitingFor({ reported, since: registry.statusSince, calls: facts.openCalls });
      return { ...of('waiting', reason), waiting };
    }
    case 'other':
      return of('unknown', 'The client reports a state that this version does not know.');
    case null:
      return reportedTurn(input, { runs: 'The process runs', doubt });
  }
}

/** What is not certain about a process, in words that follow the reason. */
function doubtOf({ process, source }: RegistryReport): string {
  const container =
    process === 'unverifiable' ? ' Its process is in a container that cannot be looked into.' : '';
  const inferred = source === 'process' ? " Its session is inferred from the process's folder." : '';
  return container + inferred;
}

/** Whether it wrote, or a hook of it was heard, in the last minutes. */
function isActive({ facts, hook, now }: SessionStateInput): boolean {
  if (isWithin(facts.lastActivityAt, now, RECENT_MS)) return true;
  return hook !== null && hook.status !== 'ended' && isWithin(hook.at, now, RECENT_MS);
}

function isWithin(at: number | null, now: number, ms: number): boolean {
  return at !== null && now - at < ms;
}
