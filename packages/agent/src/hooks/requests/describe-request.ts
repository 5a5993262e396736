import type { HeldRequest } from '@orrery/protocol';
import type { HookPayload } from '../receiver/hook-payload.ts';
import { describeSuggestion } from './describe-suggestion.ts';

/** A hook that asks for permission, with what it asks for. */
export type AskedPayload = HookPayload & { tool_name: string; tool_input: Record<string, unknown> };

/** What the hub is told of a request, and what its suggestions stand for. */
export interface DescribedRequest {
  told: Omit<HeldRequest, 'id' | 'root' | 'at' | 'expiresAt'>;
  /** As the client sent them, in the order of `told.suggestions`. */
  suggestions: unknown[];
}

const MAX_INPUT_BYTES = 128 * 1024;
const MAX_SUGGESTIONS = 16;

/** `redact` takes secrets out of a line of text; nothing leaves the host without it. */
export function describeRequest(payload: AskedPayload, redact: (text: string) => string): DescribedRequest {
  const shown: string[] = [];
  const suggestions: unknown[] = [];
  for (const suggestion of payload.permission_suggestions) {
    const text = describeSuggestion(suggestion);
    // Left out on both sides, so that an index always means the rule that it stood for.
    if (text === null || shown.length === MAX_SUGGESTIONS) continue;
    shown.push(redact(text));
    suggestions.push(suggestion);
  }
  const input = redact(JSON.stringify(payload.tool_input));
  return {
    told: {
      sessionId: payload.session_id,
      agentId: payload.agent_id,
      agentType: payload.agent_type,
      tool: payload.tool_name,
      input: Buffer.byteLength(input) <= MAX_INPUT_BYTES ? input : '',
      suggestions: shown,
    },
    suggestions,
  };
}
