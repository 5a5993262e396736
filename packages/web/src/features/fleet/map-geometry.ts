import type { HostView } from '../../state/wire-types.ts';

/** The map's own units: it is drawn 328 wide and scales with its pane. */
export const MAP = { width: 328, height: 336, cx: 164, cy: 168 } as const;

/** Orbits by median round trip; what is farther stays outside the last. */
export const orbits = [
  { withinMs: 5, radius: 55 },
  { withinMs: 20, radius: 98 },
  { withinMs: 50, radius: 138 },
] as const;

const OUTSIDE = 146;
/** The golden angle spreads any number of slots without moving those that are there. */
const GOLDEN_RAD = Math.PI * (3 - Math.sqrt(5));
const FIRST_RAD = -Math.PI * 0.28;

/** Angle of a slot. A machine keeps it for ever. */
export function slotAngle(slot: number): number {
  return FIRST_RAD + slot * GOLDEN_RAD;
}

/** Distance from the hub for a round trip. Not measured yet: the outermost orbit. */
export function orbitRadius(roundTripMs: number | null): number {
  if (roundTripMs === null) return orbits[2].radius;
  return orbits.find(({ withinMs }) => roundTripMs <= withinMs)?.radius ?? OUTSIDE;
}

type Point = { x: number; y: number };

/** A machine with its ring, and its name below it. */
const BODY_RADIUS = 21;
const NAME = { side: 29, top: 24, bottom: 41 } as const;
const HUB_RADIUS = 14;
/** Two machines without room for their names still keep this distance. */
const LEAST_DISTANCE = 36;
const TURN_RAD = Math.PI / 36;
/** How far beyond its orbit a machine may stand when the orbit is full. */
const SPREAD = [0, 20, 41] as const;

/**
 * Centres of all machines. Each one asks for its slot's angle on its orbit and takes the nearest place that is free of
 * machines of lower slots, so a newcomer never moves those that are there.
 */
export function placeHosts(
  hosts: Iterable<Pick<HostView, 'id' | 'slot' | 'roundTripMs'>>,
  radiusOf = (host: { id: string; roundTripMs: number | null }) => orbitRadius(host.roundTripMs),
): Map<string, Point> {
  const places = new Map<string, Point>();
  for (const host of [...hosts].sort((a, b) => a.slot - b.slot)) {
    const radius = radiusOf(host);
    const taken = [...places.values()];
    const wanted = slotAngle(host.slot);
    const candidates = SPREAD.flatMap((more) => placesNear(radius + more, wanted));
    const place = best(candidates, (at) => crowding(at, taken)) ?? polar(radius, wanted, MAP.cx, MAP.cy);
    places.set(host.id, place);
  }
  return places;
}

/** Places on one circle, the nearest to the wanted angle first. */
function placesNear(radius: number, wanted: number): Point[] {
  const places = [polar(radius, wanted, MAP.cx, MAP.cy)];
  for (let step = 1; step <= 36; step++) {
    for (const side of [1, -1]) places.push(polar(radius, wanted + side * step * TURN_RAD, MAP.cx, MAP.cy));
  }
  return places;
}

/** The first item of the least weight; infinite ones do not count. */
function best<T>(items: readonly T[], weigh: (item: T) => number): T | null {
  let found: T | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const item of items) {
    const weight = weigh(item);
    if (weight >= least) continue;
    least = weight;
    found = item;
    if (weight === 0) break;
  }
  return found;
}

/** How many names are in the way; infinite where machines would lie on each other, on the hub or outside. */
function crowding(at: Point, taken: readonly Point[]): number {
  const hub = { x: MAP.cx, y: MAP.cy };
  const isInside =
    at.x >= NAME.side &&
    at.x <= MAP.width - NAME.side &&
    at.y >= BODY_RADIUS &&
    at.y <= MAP.height - NAME.bottom;
  const isOff = (other: Point, least: number) => Math.hypot(at.x - other.x, at.y - other.y) >= least;
  if (
    !isInside ||
    !isOff(hub, BODY_RADIUS + HUB_RADIUS) ||
    !taken.every((other) => isOff(other, LEAST_DISTANCE))
  ) {
    return Number.POSITIVE_INFINITY;
  }
  let count = isOnName(hub, HUB_RADIUS, at) ? 1 : 0;
  for (const other of taken) {
    if (!isOff(other, BODY_RADIUS * 2)) count += 1;
    if (isOnName(at, BODY_RADIUS, other)) count += 1;
    if (isOnName(other, BODY_RADIUS, at)) count += 1;
    const isBeside =
      Math.abs(at.x - other.x) >= NAME.side * 2 || Math.abs(at.y - other.y) >= NAME.bottom - NAME.top;
    if (!isBeside) count += 1;
  }
  return count;
}

/** Whether a disc covers the name of the machine at `named`. */
function isOnName(disc: Point, radius: number, named: Point): boolean {
  const besideX = Math.max(0, Math.abs(disc.x - named.x) - NAME.side);
  const besideY = Math.max(0, named.y + NAME.top - disc.y, disc.y - (named.y + NAME.bottom));
  return Math.hypot(besideX, besideY) < radius;
}

/** Point on a circle, rounded to what can be seen. */
export function polar(radius: number, angle: number, cx = 0, cy = 0): Point {
  const round = (value: number) => Math.round(value * 10) / 10;
  return { x: round(cx + radius * Math.cos(angle)), y: round(cy + radius * Math.sin(angle)) };
}

/** Places on a machine's ring. */
export const RING_SLOTS = 12;
export const RING_RADIUS = 16.5;
/** Sub-agents drawn beside a session. */
export const MOST_MOONS = 6;

/** Angle of ring place `index`; the first is at the top right. */
export function ringAngle(index: number, count: number): number {
  const step = count <= 6 ? 0.3 * Math.PI : (2 * Math.PI) / RING_SLOTS;
  return -Math.PI * 0.42 + index * step;
}

/** The graduated circle around the map: 120 marks, longer ones every tenth. */
export function dialPath(): string {
  return Array.from({ length: 120 }, (_, index) => {
    const angle = (index * 2 * Math.PI) / 120;
    const inner = polar(index % 10 === 0 ? 151 : 154, angle, MAP.cx, MAP.cy);
    const outer = polar(157, angle, MAP.cx, MAP.cy);
    return `M${inner.x} ${inner.y}L${outer.x} ${outer.y}`;
  }).join('');
}
