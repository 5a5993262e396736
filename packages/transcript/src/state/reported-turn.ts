import type { HookState, SessionStateInput, SessionStatus } from './session-state-input.ts';
import { waitingFor } from './waiting-for.ts';

/** Start times of processes are told to the second on some systems. */
const START_SLACK_MS = 2000;

/** Records of a session that ends are written while its last hook runs. */
const END_SLACK_MS = 2000;

/** A hook that is newer than everything the transcript says of the same process; null when the transcript is newer. */
export function newestHook(input: SessionStateInput): HookState | null {
  const { hook, facts, registry } = input;
  if (hook === null) return null;
  const slack = hook.status === 'ended' ? END_SLACK_MS : 0;
  if (facts.lastActivityAt !== null && facts.lastActivityAt > hook.at + slack) return null;
  const isOfProcess = hook.at >= (registry?.startedAt ?? 0) - START_SLACK_MS;
  return isOfProcess ? hook : null;
}

/** State of a process that runs, or ran a moment ago, and does not say what it does: by its newest hook or record. */
export function reportedTurn(input: SessionStateInput, how: { runs: string; doubt: string }): SessionStatus {
  const hook = newestHook(input);
  return hook === null ? fromTranscript(input, how) : fromHook(input, hook, how.doubt);
}

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
      return of('working', 'A hook reported a running turn.', turnAt(true));
    case 'idle':
      return of('idle', 'A hook reported that the turn is over.', turnAt(false));
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
        calls: isTurnOpen ? input.facts.openCalls : [],
      });
      return { ...of('waiting', `A hook reported that the client waits${words}.`, hook.at), waiting };
    }
  }
}

function fromTranscript(
  input: SessionStateInput,
  { runs, doubt }: { runs: string; doubt: string },
): SessionStatus {
  const { isTurnOpen, turnSince, lastActivityAt } = input.facts;
  const startedAt = input.registry?.startedAt ?? null;
  const of = (state: SessionStatus['state'], reason: string, since: number | null): SessionStatus => ({
    state,
    reason: `${runs} ${reason}${doubt}`,
    since,
    waiting: null,
  });
  const isEarlier =
    startedAt !== null && (lastActivityAt === null || lastActivityAt < startedAt - START_SLACK_MS);
  if (isTurnOpen && isEarlier) {
    return of('idle', 'and has written nothing yet; the open turn is of an earlier process.', startedAt);
  }
  if (isTurnOpen) {
    return of(
      'working',
      'and its turn is open; this client does not report its state.',
      turnSince ?? lastActivityAt,
    );
  }
  const since = isEarlier ? startedAt : (turnSince ?? startedAt ?? lastActivityAt);
  return of('idle', 'and no turn is open; this client does not report its state.', since);
}

function withoutFullStop(words: string): string {
  return words.replace(/[.\s]+$/, '');
}
