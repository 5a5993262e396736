import { describe, expect, it } from 'vitest';
import { createWorld } from '../../gallery/world.ts';
import { countIdle, countNeedsYou, countWorking, hostLoad } from '../../state/fleet-counts.ts';
import { initialLiveState } from '../../state/live-state.ts';
import { boardCell, faultName } from './board-cells.ts';

const now = 1_700_000_000_000;
const { sessions } = createWorld(now);
const state = { ...initialLiveState, sessions: new Map(sessions.map((session) => [session.id, session])) };

describe('signal board', () => {
  it('counts the standing world as the design does: 2, 1, 1, 1, and 14 working', () => {
    const counts = (['permission', 'answer', 'burning', 'faulty'] as const).map(
      (key) => boardCell(state, key, now).count,
    );
    expect(counts).toEqual([2, 1, 1, 1]);
    expect([countNeedsYou(state), countWorking(state), countIdle(state)]).toEqual([5, 14, 9]);
  });

  it('tells the oldest wait, and the evidence of the fault', () => {
    expect(boardCell(state, 'permission', now).since).toBe(now - 252_000);
    expect(boardCell(state, 'faulty', now).detail).toBe('Same Edit on checkout.spec.ts 14 times');
    expect(faultName(boardCell(state, 'faulty', now))).toBe('Looping');
  });

  it('names every fault that it counts, the most frequent first', () => {
    const [one] = sessions;
    if (one === undefined) throw new Error('The world has sessions.');
    const faulty = (...faults: ('looping' | 'stuck' | 'erroring')[][]) => {
      const rows = faults.map((kinds, index) => ({
        ...one,
        id: String(index),
        state: 'working' as const,
        alerts: kinds.map((kind) => ({ kind, evidence: kind, since: now })),
      }));
      const cell = boardCell(
        { ...state, sessions: new Map(rows.map((row) => [row.id, row])) },
        'faulty',
        now,
      );
      return [cell.count, faultName(cell), cell.detail];
    };
    expect(faulty(['looping', 'erroring'])).toEqual([1, 'Looping', 'looping']);
    expect(faulty(['looping'], ['erroring'], ['erroring'])).toEqual([3, 'Erroring, looping', 'erroring']);
    expect(faulty()).toEqual([0, 'Stuck or looping', 'none']);
  });

  it('of a calm fleet counts nothing', () => {
    expect(boardCell(initialLiveState, 'permission', now)).toMatchObject({
      count: 0,
      since: null,
      detail: 'none',
    });
  });
});

describe('load of a machine', () => {
  it('puts the most urgent session first and leaves ended ones out', () => {
    const load = hostLoad(state.sessions, 'build-02', now);
    expect(load.marks.map(({ mark }) => mark)).toEqual(['burning', 'working', 'idle']);
    expect(load.isBurning).toBe(true);
    expect(hostLoad(state.sessions, 'build-01', now).marks).toHaveLength(5);
  });
});
