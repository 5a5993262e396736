import type { EntryView } from '../../state/wire-types.ts';

/** Input and output of a call, from the entries around it. */
export function readToolCall(
  entries: readonly EntryView[],
  callId: string,
): { input?: unknown; output?: string } {
  const found: { input?: unknown; output?: string } = {};
  for (const part of entries.flatMap((entry) => entry.parts)) {
    if (part.type === 'toolUse' && part.id === callId) found.input = part.input;
    if (part.type === 'toolResult' && part.toolUseId === callId) found.output = part.text;
  }
  return found;
}
