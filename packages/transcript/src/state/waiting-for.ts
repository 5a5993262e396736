import { LAUNCHING_TOOLS } from '../session/launching-tools.ts';
import type { OpenCall, WaitingKind } from '../session/session-view.ts';
import type { OpenRequest, WaitingFor } from './session-state-input.ts';

/** A call asks so soon after it is written; seen were 15 to 340 ms, the longer ones with hooks that run before. */
const ASKS_WITHIN_MS = 600;

/** Status and record are stamped one after the other, in either order. */
const STAMP_SLACK_MS = 50;

/** What is known of a wait besides the calls that may ask. */
interface Wait {
  /** The client's words; they differ between versions ("permission prompt", "approve Bash", "input needed"). */
  reported: string;
  since: number | null;
  calls: readonly OpenCall[];
}

/** What a person is asked, from the client's words and the calls that are open. */
export function waitingFor(wait: Wait): WaitingFor {
  const call = askingCall(wait);
  return {
    kind: waitingKind(wait.reported, call?.name ?? null),
    reported: wait.reported,
    tool: call?.name ?? null,
    text: call?.detail ?? call?.argument ?? '',
    agentId: call?.agentId ?? null,
  };
}

/** What a held request asks. Where it was too large to be sent, the transcript has its text. */
export function requestedOf(request: OpenRequest, reported: string, calls: readonly OpenCall[]): WaitingFor {
  const { kind, tool, text, agentId } = request;
  const same = calls.filter((call) => call.name === tool);
  const call = same.find((candidate) => candidate.agentId === agentId) ?? same[0];
  return { kind, reported, tool, text: text || (call?.detail ?? call?.argument ?? ''), agentId };
}

/**
 * The call that asks. No record says which one it is. Of the calls that fit the client's words it is the one that was
 * made just before the wait began, for a call asks as soon as it is written. When that one has its answer, and the wait
 * goes on, it is the first that was made since: agents that ask meanwhile queue, and calls from before the wait run.
 */
function askingCall({ reported, since, calls }: Wait): OpenCall | null {
  const fitting = calls.filter((call) => fits(call, reported));
  const asking = fitting.filter((call) => !LAUNCHING_TOOLS.has(call.name));
  const candidates = (asking.length > 0 ? asking : fitting).toSorted(byTime);
  if (since === null) return candidates.at(-1) ?? null;
  const before = candidates.filter((call) => (call.at ?? 0) <= since + STAMP_SLACK_MS);
  const newest = before.at(-1) ?? null;
  if (newest !== null && since - (newest.at ?? 0) <= ASKS_WITHIN_MS) return newest;
  return candidates[before.length] ?? newest;
}

function byTime(left: OpenCall, right: OpenCall): number {
  return (left.at ?? 0) - (right.at ?? 0);
}

function fits(call: OpenCall, reported: string): boolean {
  const named = /^approve (.+)$/i.exec(reported)?.[1];
  if (named !== undefined) return call.name === named;
  // The client's own dialog (a menu, a login) is no call's.
  if (/dialog/i.test(reported)) return false;
  if (/input|question/i.test(reported)) return call.name === 'AskUserQuestion';
  // "permission prompt" is said of questions and plans too.
  return true;
}

function waitingKind(reported: string, tool: string | null): WaitingKind {
  if (tool === 'AskUserQuestion') return 'question';
  if (tool === 'ExitPlanMode') return 'plan';
  if (/permission|approve|sandbox/i.test(reported)) return 'permission';
  if (/input|question/i.test(reported)) return 'question';
  return 'other';
}
