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

/** Half the width of a machine with its name, and how far it reaches up and down. */
const ROOM = { side: 30, up: 21, down: 40 } as const;
/** Two machines without room for their names still keep this distance. */
const LEAST_DISTANCE = 36;
const TURN_RAD = Math.PI / 36;

/**
 * Centres of all machines. Each one asks for its slot's angle on its orbit and takes the nearest place that is free of
 * machines of lower slots, so a newcomer never moves those that are there.
 */
export function placeHosts(
  hosts: Iterable<Pick<HostView, 'id' | 'slot' | 'roundTripMs'>>,
): Map<string, Point> {
  const places = new Map<string, Point>();
  for (const host of [...hosts].sort((a, b) => a.slot - b.slot)) {
    const radius = orbitRadius(host.roundTripMs);
    const taken = [...places.values()];
    const wanted = slotAngle(host.slot);
    const place =
      freePlace(radius, wanted, (at) => hasRoom(at, taken)) ??
      freePlace(radius + 18, wanted, (at) => hasRoom(at, taken)) ??
      freePlace(radius + 32, wanted, (at) => hasRoom(at, taken)) ??
      freePlace(radius, wanted, (at) => isApart(at, taken)) ??
      polar(radius, wanted, MAP.cx, MAP.cy);
    places.set(host.id, place);
  }
  return places;
}

function freePlace(radius: number, wanted: number, isFree: (at: Point) => boolean): Point | null {
  for (let step = 0; step <= 36; step++) {
    for (const side of step === 0 ? [1] : [1, -1]) {
      const at = polar(radius, wanted + side * step * TURN_RAD, MAP.cx, MAP.cy);
      if (isFree(at)) return at;
    }
  }
  return null;
}

function hasRoom(at: Point, taken: readonly Point[]): boolean {
  const isInside =
    at.x >= ROOM.side && at.x <= MAP.width - ROOM.side && at.y >= ROOM.up && at.y <= MAP.height - ROOM.down;
  const isOffHub =
    Math.abs(at.x - MAP.cx) > ROOM.side + 8 || at.y < MAP.cy - ROOM.down - 12 || at.y > MAP.cy + ROOM.up + 12;
  return (
    isInside &&
    isOffHub &&
    taken.every(
      (other) => Math.abs(at.x - other.x) >= ROOM.side * 2 || Math.abs(at.y - other.y) >= ROOM.up + ROOM.down,
    )
  );
}

function isApart(at: Point, taken: readonly Point[]): boolean {
  return taken.every((other) => Math.hypot(at.x - other.x, at.y - other.y) >= LEAST_DISTANCE);
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
