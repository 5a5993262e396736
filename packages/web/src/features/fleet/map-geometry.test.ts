import { describe, expect, it } from 'vitest';
import { createWorld } from '../../gallery/world.ts';
import { MAP, orbitRadius, placeHosts } from './map-geometry.ts';
import { SETTLE_MS, steadyBands } from './steady-bands.ts';

const host = (slot: number, roundTripMs: number | null = 1) => ({ id: `h${slot}`, slot, roundTripMs });
const distance = (a: { x: number; y: number } | undefined, b: { x: number; y: number } | undefined) =>
  a === undefined || b === undefined ? Number.NaN : Math.hypot(a.x - b.x, a.y - b.y);

describe('fleet map', () => {
  it('puts machines on the orbit of their round trip', () => {
    expect([1, 5, 6, 20, 50, 51, null].map(orbitRadius)).toEqual([55, 55, 98, 98, 138, 146, 138]);
  });

  it('gives every machine of an ordinary fleet room for its name', () => {
    const places = [...placeHosts(createWorld(0).hosts).values()];
    for (const [index, a] of places.entries()) {
      expect(a.x).toBeGreaterThan(20);
      expect(a.x).toBeLessThan(MAP.width - 20);
      for (const b of places.slice(index + 1)) expect(distance(a, b)).toBeGreaterThan(34);
    }
  });

  it('never moves a machine when another one joins', () => {
    const before = placeHosts([0, 1, 2, 3].map((slot) => host(slot)));
    const after = placeHosts([5, 4, 3, 2, 1, 0].map((slot) => host(slot)));
    for (const [id, place] of before) expect(after.get(id)).toEqual(place);
  });

  it('finds a place even for more machines than there is room', () => {
    expect(placeHosts(Array.from({ length: 80 }, (_, slot) => host(slot))).size).toBe(80);
  });
});

describe('orbit of a machine', () => {
  const at = (drawn: ReturnType<typeof steadyBands>, roundTripMs: number | null, now: number) =>
    steadyBands(drawn, [{ id: 'a', roundTripMs }], now);

  it('stays through a slow moment and changes after five minutes in the new band', () => {
    let drawn = at(new Map(), 1, 0);
    drawn = at(drawn, 30, 1_000);
    drawn = at(drawn, 1, 60_000);
    drawn = at(drawn, 30, 100_000);
    drawn = at(drawn, 30, 100_000 + SETTLE_MS - 1);
    expect(drawn.get('a')?.radius).toBe(55);
    drawn = at(drawn, 30, 100_000 + SETTLE_MS);
    expect(drawn.get('a')?.radius).toBe(138);
  });

  it('is taken at once when the way is measured for the first time', () => {
    expect(at(at(new Map(), null, 0), 1, 10).get('a')?.radius).toBe(55);
  });
});
