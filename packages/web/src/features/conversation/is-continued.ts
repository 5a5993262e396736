import type { EntryView } from '../../state/wire-types.ts';

/** Whether an entry goes on with what the one before it does: Claude's words, calls and their answers in one turn. */
export function isContinued(before: EntryView | undefined, entry: EntryView): boolean {
  if (before === undefined || before.agentId !== entry.agentId) return false;
  const isTurn = (kind: EntryView['kind']) => kind === 'assistant' || kind === 'toolResult';
  return isTurn(before.kind) && isTurn(entry.kind);
}
