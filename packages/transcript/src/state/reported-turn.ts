import type { OpenCall, SessionFacts } from '../session/session-view.ts';
import type { HookState, SessionStateInput, SessionStatus } from './session-state-input.ts';
import { waitingFor } from './waiting-for.ts';

/** Start times of processes are told to the second on some systems. */
const START_SLACK_MS = 2000;

/**
 * A last text without a `stop_reason` (clients up to 2.1.19) ends the turn when nothing follows: the next block of the
 * same message is written as soon as it is there.
 */
export const GUESSED_END_MS = 4000;

/** Records of a session that ends are written while its last hook runs. */
const END_SLACK_MS = 2000;

/** A hook that is newer than everything the transcript says of the same process; null when the transcript is newer. */
export function newestHook(input: SessionStateInput): HookState | null {
  const { hook, facts } = input;
  if (hook === null) return null;
  const slack = hook.status === 'ended' ? END_SLACK_MS : 0;
  if (facts.lastActivityAt !== null && facts.lastActivityAt > hook.at + slack) return null;
  return isOfProcess(input, hook) ? hook : null;
}

function isOfProcess({ registry }: SessionStateInput, hook: HookState): boolean {
  return hook.at >= (registry?.startedAt ?? 0) - START_SLACK_MS;
}

/** State of a process that runs, or ran a moment ago, and does not say what it does: by its newest hook or record. */
export function reportedTurn(input: SessionStateInput, how: { runs: string; doubt: string }): SessionStatus {
  const hook = newestHook(input);
  const question = hook?.status === 'ended' || isEarlier(input) ? null : openQuestion(input);
  if (question !== null) {
    const waiting = waitingFor({ reported: '', since: question.at, calls: [question] });
    const reason = `Its last call asks a person, and has no answer; this client does not report its state.${how.doubt}`;
    return { state: 'waiting', reason, since: question.at ?? input.facts.lastActivityAt, waiting };
  }
  return hook === null ? fromTranscript(input, how) : fromHook(input, hook, how.doubt);
}

/** An open call that does nothing but ask: no report is needed to know what it waits for. */
function openQuestion({ facts }: SessionStateInput): OpenCall | null {
  if (!facts.isTurnOpen) return null;
  return facts.openCalls.find(({ name }) => name === 'AskUserQuestion' || name === 'ExitPlanMode') ?? null;
}

/** Whether everything in the transcript is of an earlier process of the session. */
function isEarlier({ facts, registry }: SessionStateInput): boolean {
  const startedAt = registry?.startedAt ?? null;
  if (startedAt === null) return false;
  return facts.lastActivityAt === null || facts.lastActivityAt < startedAt - START_SLACK_MS;
}

/** Hooks and records take turns in being the newest: the words are the same for both, so that they stand still. */
const BY_HOOKS = {
  working: 'Its hooks and its transcript tell of a running turn; this client does not report its state.',
  idle: 'Its hooks and its transcript tell of no running turn; this client does not report its state.',
};

function fromHook(input: SessionStateInput, hook: HookState, doubt: string): SessionStatus {
  const { isTurnOpen, turnSince } = input.facts;
  const turnAt = (isOpen: boolean) => (isTurnOpen === isOpen ? (turnSince ?? hook.at) : hook.at);
  const of = (state: SessionStatus['state'], reason: string, since: number): SessionStatus => ({
    state,
    reason: `${reason}${doubt}`,
    since,
    waiting: null,
  });
  switch (hook.status) {
    case 'busy':
      return of('working', BY_HOOKS.working, turnAt(true));
    case 'idle':
      return of('idle', BY_HOOKS.idle, turnAt(false));
    case 'ended':
      return of('ended', 'A hook reported the end of the session.', hook.at);
    case 'waiting': {
      // The client reminds of a prompt that nobody typed anything at in the same words as of a question.
      if (!isTurnOpen && /waiting for your input/i.test(hook.reason)) {
        return of('idle', 'A hook reported that the client is at the prompt.', turnAt(false));
      }
      const words = hook.reason === '' ? '' : `: ${withoutFullStop(hook.reason)}`;
      const waiting = waitingFor({
        reported: hook.reason,
        since: hook.at,
        calls: input.facts.openCalls.filter((call) => isTurnOpen || call.agentId !== null),
      });
      return { ...of('waiting', `A hook reported that the client waits${words}.`, hook.at), waiting };
    }
  }
}

function fromTranscript(
  input: SessionStateInput,
  { runs, doubt }: { runs: string; doubt: string },
): SessionStatus {
  const { lastActivityAt } = input.facts;
  const { isTurnOpen, turnSince } = turnOf(input);
  const startedAt = input.registry?.startedAt ?? null;
  const of = (state: SessionStatus['state'], reason: string, since: number | null): SessionStatus => ({
    state,
    reason: `${reason}${doubt}`,
    since,
    waiting: null,
  });
  const isHooked = input.hook !== null && isOfProcess(input, input.hook);
  if (isTurnOpen && isEarlier(input)) {
    return of(
      'idle',
      `${runs} and has written nothing yet; the open turn is of an earlier process.`,
      startedAt,
    );
  }
  if (isTurnOpen) {
    const reason = `${runs} and its turn is open; this client does not report its state.`;
    return of('working', isHooked ? BY_HOOKS.working : reason, turnSince ?? lastActivityAt);
  }
  const since = isEarlier(input) ? startedAt : (turnSince ?? startedAt ?? lastActivityAt);
  const reason = `${runs} and no turn is open; this client does not report its state.`;
  return of('idle', isHooked ? BY_HOOKS.idle : reason, since);
}

/** The turn as it stands now: an end that is only guessed counts after some quiet seconds. */
function turnOf({ facts, now }: SessionStateInput): Pick<SessionFacts, 'isTurnOpen' | 'turnSince'> {
  const { guessedEnd } = facts;
  const isEndDoubtful = guessedEnd !== null && Math.abs(now - guessedEnd.at) < GUESSED_END_MS;
  return isEndDoubtful ? { isTurnOpen: true, turnSince: guessedEnd.turnOpenedAt } : facts;
}

function withoutFullStop(words: string): string {
  let end = words.length;
  // Sign by sign from the end: an expression would begin anew at each full stop on the way.
  while (end > 0 && /[.\s]/.test(words.charAt(end - 1))) end -= 1;
  return words.slice(0, end);
}
