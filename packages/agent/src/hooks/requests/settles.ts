import { isDeepStrictEqual } from 'node:util';
import type { HookPayload } from '../receiver/hook-payload.ts';

/** What of a held request tells whether a later hook is about it. */
export interface Asked {
  agentId: string | null;
  tool: string;
  input: Record<string, unknown>;
}

/** Tools whose input comes back changed by the answer. A thread asks one at a time. */
const ANSWERED_IN_INPUT = new Set(['AskUserQuestion', 'ExitPlanMode']);

/**
 * Whether a hook of the same session shows that a request was answered at the keyboard. Other agents of the session, and
 * other calls of the same agent that run beside it, show nothing.
 */
export function settles(payload: HookPayload, asked: Asked): boolean {
  switch (payload.hook_event_name) {
    case 'SessionEnd':
      return true;
    case 'Stop':
    case 'UserPromptSubmit':
      // The main thread went on. A sub-agent in the background may still wait.
      return payload.agent_id === asked.agentId;
    case 'PostToolUse':
    case 'PostToolUseFailure':
      if (payload.agent_id !== asked.agentId || payload.tool_name !== asked.tool) return false;
      return ANSWERED_IN_INPUT.has(asked.tool) || isDeepStrictEqual(payload.tool_input, asked.input);
    default:
      return false;
  }
}
