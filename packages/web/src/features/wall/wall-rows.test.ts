import { describe, expect, it } from 'vitest';
import { createWorld } from '../../gallery/world.ts';
import { initialLiveState, type LiveState } from '../../state/live-state.ts';
import { hostRow, waitingRow } from '../../test/rows.ts';
import { wallList } from './wall-rows.ts';

const stateOf = (of: Pick<LiveState, 'hosts' | 'sessions'>): LiveState => ({ ...initialLiveState, ...of });
const byId = <T extends { id: string }>(rows: readonly T[]) => new Map(rows.map((row) => [row.id, row]));

describe('wall display', () => {
  it('lists who needs a person, most urgent first, with the wait or the cost', () => {
    const world = createWorld(0);
    const { rows, more } = wallList(stateOf({ hosts: byId(world.hosts), sessions: byId(world.sessions) }), 0);
    expect(rows.map(({ mark }) => mark)).toEqual(['permission', 'permission', 'burning', 'looping', 'input']);
    expect(more).toBe(0);
    expect(rows[0]).toMatchObject({ detail: 'Ana, studio-01', cost: '' });
    expect(rows[2]).toMatchObject({ since: null, cost: '$41.30' });
    expect(rows[3]?.detail).toMatch(/^Mei, win-qa: .*14 times/);
  });

  it('counts what has no room', () => {
    const waiting = Array.from({ length: 9 }, (_, index) => waitingRow(`s${index}`, 'permission', index));
    const { rows, more } = wallList(stateOf({ hosts: byId([hostRow('h1')]), sessions: byId(waiting) }), 100);
    expect([rows.length, more]).toEqual([5, 4]);
  });
});
