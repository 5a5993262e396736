import type { BatchHeader } from '@orrery/protocol';

/** What is held of a file: the newest generation and how much of it. An unknown file holds nothing of generation 0. */
export interface Held {
  generation: number;
  committed: number;
}

/** What to do with a batch. `refuse` stores nothing; the agent goes on from what is held. */
export type CommitDecision =
  | { kind: 'apply'; start: number }
  /** All of it is here already. */
  | { kind: 'known' }
  | { kind: 'refuse' };

/**
 * The committed-offset rule. `start` equal to what is committed: apply. Before it: apply what lies after (offsets mean the
 * same bytes on both sides). Behind it: a gap, refuse. The next generation may begin, at byte 0 only.
 */
export function decideCommit(
  held: Held,
  batch: Pick<BatchHeader, 'generation' | 'start' | 'end'>,
): CommitDecision {
  if (batch.end <= batch.start) return { kind: 'refuse' };
  if (batch.generation === held.generation + 1) {
    return batch.start === 0 ? { kind: 'apply', start: 0 } : { kind: 'refuse' };
  }
  if (batch.generation !== held.generation || batch.start > held.committed) return { kind: 'refuse' };
  return batch.end <= held.committed ? { kind: 'known' } : { kind: 'apply', start: held.committed };
}
