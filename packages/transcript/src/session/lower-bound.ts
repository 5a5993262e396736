import type { MessageUsage } from '../usage/token-usage.ts';

/** Last message of a thread, while no line of it had its final usage. */
export type SavedLowerBound = [thread: string, messageId: string][];

/** Tells when a message went by whose every line carried only the start value of its usage. */
export interface LowerBoundWatch {
  /** True when this line shows that the message before it on this thread was never final. */
  see(thread: string, usage: MessageUsage): boolean;
  /** Threads whose newest message is not final (yet). */
  hasUnfinished(): boolean;
  save(): SavedLowerBound;
}

/** A watch of nothing, or a saved one. */
export function createLowerBoundWatch(saved: SavedLowerBound = []): LowerBoundWatch {
  const unfinished = new Map<string, string>(saved);
  return {
    see(thread, usage) {
      const before = unfinished.get(thread);
      const isLost = before !== undefined && before !== usage.messageId;
      // Once a line of a message was final, a later line of the same message cannot make it unfinished again
      // to any effect: the totals take the maximum, and the next message clears the mark.
      if (usage.isLowerBound) unfinished.set(thread, usage.messageId);
      else unfinished.delete(thread);
      return isLost;
    },
    hasUnfinished: () => unfinished.size > 0,
    save: () => [...unfinished],
  };
}
