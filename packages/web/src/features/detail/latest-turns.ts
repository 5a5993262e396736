import type { EntryView } from '../../state/wire-types.ts';

/** Entries of a turn that are shown in the pane; the rest is one click away. */
export const MOST_SHOWN = 40;

/** What the pane shows: the last thing a person said, and what Claude did since. */
export interface LatestTurns {
  prompt: EntryView | null;
  turn: EntryView[];
  /** Entries of this turn that are left out. */
  omitted: number;
}

/** Picks the newest turn of the main thread from the newest entries. Lines that are not understood are never left out. */
export function latestTurns(entries: readonly EntryView[]): LatestTurns {
  const main = entries.filter(
    (entry) => entry.agentId === null || entry.kind === 'malformed' || entry.kind === 'unknown',
  );
  const at = main.findLastIndex((entry) => entry.kind === 'prompt' || entry.kind === 'command');
  const prompt = at < 0 ? null : (main[at] ?? null);
  const turn = main.slice(at + 1).filter(isTold);
  const shown = turn.slice(-MOST_SHOWN);
  return { prompt, turn: shown, omitted: turn.length - shown.length };
}

/** Results of tools are in the tools list, unless they failed; the client's own context is not part of the talk. */
function isTold(entry: EntryView): boolean {
  switch (entry.kind) {
    case 'toolResult':
      return entry.parts.some((part) => part.type === 'toolResult' && part.isError);
    case 'meta':
      return false;
    default:
      return true;
  }
}

/** The words of an entry, in one line. */
export function oneLine(entry: EntryView): string {
  const words = entry.parts.flatMap((part) =>
    part.type === 'text' ? [part.text] : part.type === 'image' ? ['[image]'] : [],
  );
  return words.join(' ').replace(/\s+/g, ' ').trim();
}
