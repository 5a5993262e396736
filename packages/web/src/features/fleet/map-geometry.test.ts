import { describe, expect, it } from 'vitest';
import { createWorld } from '../../gallery/world.ts';
import { type Box, distanceToBox, MAP, orbitRadius, orbits, touches } from './map-geometry.ts';
import { type HostPlace, labelBox, placeHosts, placeOrbitLabels } from './map-places.ts';
import { SETTLE_MS, steadyBands } from './steady-bands.ts';

const host = (slot: number, roundTripMs: number | null = 1, name = `build-0${slot}`) => ({
  id: `h${slot}`,
  slot,
  roundTripMs,
  name,
});
const fleet = (size: number, roundTripMs: number, name?: (slot: number) => string) =>
  Array.from({ length: size }, (_, slot) => host(slot, roundTripMs, name?.(slot)));
/** Pairs of names that touch, and names under machines, by the places of the two machines. */
const faults = (places: readonly HostPlace[]) =>
  places.flatMap((a, at) =>
    places.flatMap((b, other) => {
      if (at === other) return [];
      const isOnName = at < other && touches(a.name, b.name, 0);
      return isOnName || distanceToBox(b, a.name) < 20 ? [`${at} and ${other}`] : [];
    }),
  );
const hiddenLabels = (places: readonly HostPlace[]) =>
  placeOrbitLabels(places)
    .map(labelBox)
    .filter((label: Box) =>
      places.some((place) => touches(place.name, label, 0) || distanceToBox(place, label) < 20),
    );
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

  it.each([
    [8, 1],
    [10, 1],
    [12, 1],
    [12, 14],
    [14, 40],
  ])('keeps the names of %s machines on one orbit of %s ms apart, and off all machines', (size, ms) => {
    expect(faults([...placeHosts(fleet(size, ms)).values()])).toEqual([]);
  });

  it('knows how long each name is', () => {
    const long = (slot: number) => `workstation-${slot}`;
    expect(faults([...placeHosts(fleet(8, 1, long)).values()])).toEqual([]);
    expect(faults([...placeHosts(fleet(8, 14, long)).values()])).toEqual([]);
  });

  it('keeps every name inside of the map', () => {
    for (const { name } of placeHosts(fleet(20, 60, (slot) => `a-very-long-name-${slot}`)).values()) {
      expect(name.left).toBeGreaterThanOrEqual(0);
      expect(name.left + name.width).toBeLessThanOrEqual(MAP.width);
      expect(name.top).toBeGreaterThanOrEqual(0);
      expect(name.top + name.height).toBeLessThanOrEqual(MAP.height);
    }
  });

  it('writes the times of the orbits where no machine and no name hides them', () => {
    const fleets = [createWorld(0).hosts, ...orbits.map(({ withinMs }) => fleet(8, withinMs))];
    for (const hosts of fleets) expect(hiddenLabels([...placeHosts(hosts).values()])).toEqual([]);
  });

  it('writes the times of the orbits at their usual place when that is free', () => {
    expect(placeOrbitLabels([]).map(({ x }) => x > MAP.cx)).toEqual([true, true, true]);
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
