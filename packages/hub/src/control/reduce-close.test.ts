import type { CloseView } from '@orrery/protocol';
import { describe, expect, it } from 'vitest';
import { type CloseEvent, reduceClose } from './reduce-close.ts';

const STATES = ['pending', 'undone', 'stopping', 'done', 'failed'] as const;
const EVENTS: CloseEvent[] = [
  { type: 'undone', by: 'Ana' },
  { type: 'due' },
  { type: 'ended', message: 'm' },
  { type: 'failed', message: 'm' },
];

const viewOf = (state: CloseView['state']): CloseView => ({
  ...{ id: 'c', sessionId: 's', by: 'Ana', at: 0, stopsAt: 0, message: '' },
  state,
});

describe('a close', () => {
  it('[CT6] goes from pending over stopping to its end, and nowhere from there', () => {
    const table = STATES.map((state) => EVENTS.map((event) => reduceClose(viewOf(state), event).state));
    expect(table).toEqual([
      ['undone', 'stopping', 'done', 'failed'],
      ['undone', 'undone', 'undone', 'undone'],
      ['stopping', 'stopping', 'done', 'failed'],
      ['done', 'done', 'done', 'done'],
      ['failed', 'failed', 'failed', 'failed'],
    ]);
  });

  it('[CT6] is the same object when nothing changes', () => {
    const done = viewOf('done');
    for (const event of EVENTS) expect(reduceClose(done, event)).toBe(done);
  });
});
