import { describe, expect, it } from 'vitest';
import type { SessionGroup } from './list-order.ts';
import { firstSteadyList, LINGER_MS, steadyGroups } from './steady-groups.ts';

const groups = (table: Record<string, string[]>): SessionGroup[] =>
  Object.entries(table).map(([key, ids]) => ({ key, title: key, note: null, ids }));
const drawn = (list: { groups: SessionGroup[] }) =>
  Object.fromEntries(list.groups.map(({ key, ids }) => [key, ids.join('')]));

describe('steady list', () => {
  it('takes a new order at once when nobody points at it', () => {
    const next = steadyGroups(firstSteadyList(groups({ w: ['a', 'b'] })), groups({ w: ['b', 'a', 'c'] }), {
      isHeld: false,
      now: 0,
    });
    expect(drawn(next)).toEqual({ w: 'bac' });
    expect(next.isOrderChanged).toBe(false);
  });

  it('keeps the order under a pointer, puts new cards last, and says that another order is due', () => {
    const next = steadyGroups(firstSteadyList(groups({ w: ['a', 'b'] })), groups({ w: ['c', 'b', 'a'] }), {
      isHeld: true,
      now: 0,
    });
    expect(drawn(next)).toEqual({ w: 'abc' });
    expect(next.isOrderChanged).toBe(true);
  });

  it('takes the due order when the pointer leaves', () => {
    const due = groups({ w: ['c', 'b', 'a'] });
    const held = steadyGroups(firstSteadyList(groups({ w: ['a', 'b'] })), due, { isHeld: true, now: 0 });
    const next = steadyGroups(held, due, { isHeld: false, now: 1 });
    expect(drawn(next)).toEqual({ w: 'cba' });
    expect(next.isOrderChanged).toBe(false);
  });

  it('keeps a card that changes its group in place for a moment, then moves it; it is never there twice', () => {
    const due = groups({ n: ['b'], w: ['a', 'c'] });
    const leaving = steadyGroups(firstSteadyList(groups({ w: ['a', 'b', 'c'] })), due, {
      isHeld: false,
      now: 100,
    });
    expect(drawn(leaving)).toEqual({ w: 'abc' });
    expect([...leaving.leaving.keys()]).toEqual(['b']);
    const moved = steadyGroups(leaving, due, { isHeld: false, now: 100 + LINGER_MS });
    expect(drawn(moved)).toEqual({ n: 'b', w: 'ac' });
    expect(moved.leaving.size).toBe(0);
  });

  it('moves a card that begins to wait for a person at once, but not under a pointer', () => {
    const before = firstSteadyList(groups({ working: ['a', 'b'] }));
    const due = groups({ needsYou: ['b'], working: ['a'] });
    const free = steadyGroups(before, due, { isHeld: false, now: 0 });
    expect(drawn(free)).toEqual({ needsYou: 'b', working: 'a' });
    expect(free.leaving.size).toBe(0);
    const held = steadyGroups(before, due, { isHeld: true, now: 0 });
    expect(drawn(held)).toEqual({ working: 'ab' });
  });

  it('keeps a group that only holds a card on its way out', () => {
    const next = steadyGroups(firstSteadyList(groups({ n: ['a'], w: ['b'] })), groups({ w: ['a', 'b'] }), {
      isHeld: false,
      now: 0,
    });
    expect(drawn(next)).toEqual({ n: 'a', w: 'b' });
  });

  it('lets cards go at once that the filter no longer shows', () => {
    const next = steadyGroups(firstSteadyList(groups({ w: ['a', 'b'] })), groups({ w: ['b'] }), {
      isHeld: true,
      now: 0,
    });
    expect(drawn(next)).toEqual({ w: 'b' });
  });
});
