import { createHash } from 'node:crypto';
import { askedWords, type HeldRequest, type PermissionRequestView } from '@orrery/protocol';
import { keptInput, toolDetail } from '@orrery/transcript';

/** More than a person can read; the next ones come up as these are answered. */
const MAX_SHOWN = 16;

/** Inputs of one session's requests that travel with its row to every page; what is beyond is told as too large. */
const MAX_INPUT_CHARS = 256 * 1024;

/** What people see of the requests of one session, given oldest first. */
export function toRequestViews(sessionId: string, requests: readonly HeldRequest[]): PermissionRequestView[] {
  let room = MAX_INPUT_CHARS;
  return requests.slice(0, MAX_SHOWN).map((request) => {
    room -= request.input.length;
    const view = toRequestView(sessionId, request);
    return room < 0 ? { ...view, input: null, isWhole: false } : view;
  });
}

/** What people see of one request. Its digest is over the whole view, also where a row has no room for the input. */
export function toRequestView(sessionId: string, request: HeldRequest): PermissionRequestView {
  const { input, isWhole } = readInput(request.input);
  const asked = {
    id: request.id,
    kind: requestKind(request.tool),
    tool: request.tool,
    text: toolDetail(request.tool, input),
    input,
    agentId: request.agentId,
    agentType: request.agentType,
    alwaysAllow: request.suggestions,
  };
  const digest = createHash('sha256').update(askedWords(sessionId, asked)).digest('hex');
  return { ...asked, isWhole, digest, at: request.at, expiresAt: request.expiresAt };
}

/** What kind of answer a tool asks for. */
function requestKind(tool: string): PermissionRequestView['kind'] {
  if (tool === 'AskUserQuestion') return 'question';
  return tool === 'ExitPlanMode' ? 'plan' : 'permission';
}

/** The input of a held request as it is shown and written down. */
export function parseInput(input: string): unknown {
  return readInput(input).input;
}

/**
 * Null where it was too large to be sent, or is no JSON. What is nested too deeply is cut, as in transcripts: neither threads
 * nor pages could hand it on. Then it is not whole, and nobody can agree to it from here.
 */
function readInput(text: string): { input: unknown; isWhole: boolean } {
  if (text === '') return { input: null, isWhole: false };
  try {
    const parsed: unknown = JSON.parse(text);
    if (parsed === null) return { input: null, isWhole: false };
    const input = keptInput(parsed);
    return { input, isWhole: input === parsed };
  } catch {
    // The person still sees which tool asks; an agent that sends such input is broken or was tampered with.
    return { input: null, isWhole: false };
  }
}
