import type { ToolOutcome } from '../entries/record-signal.ts';

/** Answers that wait for their call. Lines of one batch may be written in any order; more never wait at once. */
const MAX_WAITING = 32;

/** An answer whose call has not been read yet. */
export interface EarlyAnswer {
  outcome: ToolOutcome;
  at: number | null;
  seq: number;
}

/** Keeps answers that were written before their calls. */
export interface EarlyAnswers {
  keep(answer: EarlyAnswer): void;
  /** The answer to a call that has just been read. */
  take(toolUseId: string): EarlyAnswer | null;
  save(): EarlyAnswer[];
}

/** None, or the saved ones. */
export function createEarlyAnswers(saved: readonly EarlyAnswer[] = []): EarlyAnswers {
  const waiting = new Map<string, EarlyAnswer>(saved.map((answer) => [answer.outcome.toolUseId, answer]));
  return {
    keep(answer) {
      waiting.set(answer.outcome.toolUseId, answer);
      const oldest = waiting.keys().next().value;
      if (waiting.size > MAX_WAITING && oldest !== undefined) waiting.delete(oldest);
    },
    take(toolUseId) {
      const answer = waiting.get(toolUseId) ?? null;
      waiting.delete(toolUseId);
      return answer;
    },
    save: () => [...waiting.values()],
  };
}
