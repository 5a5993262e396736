import type { HeldRequest, PermissionRequestView } from '@orrery/protocol';
import { keptInput, toolDetail } from '@orrery/transcript';

/** More than a person can read; the next ones come up as these are answered. */
const MAX_SHOWN = 16;

/** Inputs of one session's requests that travel with its row to every page; what is beyond is told as too large. */
const MAX_INPUT_CHARS = 256 * 1024;

/** What people see of the requests of one session, given oldest first. */
export function toRequestViews(requests: readonly HeldRequest[]): PermissionRequestView[] {
  let room = MAX_INPUT_CHARS;
  return requests.slice(0, MAX_SHOWN).map((request) => {
    const input = parseInput(request.input);
    room -= request.input.length;
    return {
      id: request.id,
      kind: requestKind(request.tool),
      tool: request.tool,
      text: toolDetail(request.tool, input),
      input: room < 0 ? null : input,
      agentId: request.agentId,
      agentType: request.agentType,
      at: request.at,
      expiresAt: request.expiresAt,
      alwaysAllow: request.suggestions,
    };
  });
}

/** What kind of answer a tool asks for. */
function requestKind(tool: string): PermissionRequestView['kind'] {
  if (tool === 'AskUserQuestion') return 'question';
  return tool === 'ExitPlanMode' ? 'plan' : 'permission';
}

/**
 * Null where it was too large to be sent, or is no JSON. What is nested too deeply is cut, as in transcripts: neither threads
 * nor pages could hand it on.
 */
export function parseInput(input: string): unknown {
  if (input === '') return null;
  try {
    const parsed: unknown = JSON.parse(input);
    return parsed === null ? null : keptInput(parsed);
  } catch {
    // The person still sees which tool asks; an agent that sends such input is broken or was tampered with.
    return null;
  }
}
