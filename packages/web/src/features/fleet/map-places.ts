import type { HostView } from '../../state/wire-types.ts';
import {
  type Box,
  distanceToBox,
  MAP,
  NAME_HEIGHT,
  nameWidth,
  orbitRadius,
  orbits,
  type Point,
  polar,
  slotAngle,
  touches,
} from './map-geometry.ts';

/** Where a machine stands, and on which side of it its name. */
export interface HostPlace extends Point {
  side: Side;
  name: Box;
}
type Side = 'below' | 'above' | 'right' | 'left';
type Host = Pick<HostView, 'id' | 'slot' | 'roundTripMs' | 'name'>;

/** A machine with its ring, and the room that it leaves to the edge of the map. */
const BODY_RADIUS = 21;
const EDGE = 29;
/** From a machine's centre to its name. */
const NAME_GAP = 25;
/** Between two names, and between a name and the edge. */
const GAP = 2;
const HUB = { x: MAP.cx, y: MAP.cy, radius: 14 };
/** Two machines without room for their names still keep this distance. */
const LEAST_DISTANCE = 36;
const TURN_RAD = Math.PI / 36;

/** Where the time of an orbit is written when nothing is in the way: at the top, a little to the right. */
const USUAL_RAD = -1.18;
const LABEL = { width: 34, height: 13 } as const;
const usualLabels = orbits.map(({ radius }) => labelBox(polar(radius, USUAL_RAD, MAP.cx, MAP.cy)));
/** Rather a machine elsewhere on its orbit than a time elsewhere, but rather that than a hidden name. */
const LABEL_WEIGHT = 0.1;

/** How far off its orbit a machine may stand when the orbit is full. */
const spread = [0, 20, -20, 41, 62] as const;
/** What is given up for room, against five degrees off the slot's angle: the usual side of the name, or the orbit. */
const SPREAD_COST = 40;
const sides: readonly [side: Side, cost: number][] = [
  ['below', 0],
  ['above', 8],
  ['right', 16],
  ['left', 16],
];

/** All places that a machine may take, from its slot's angle and its orbit on, the dearest last. */
const options = spread
  .flatMap((more, ring) =>
    turns().flatMap((turn) =>
      sides.map(([side, cost]) => ({
        more,
        turn,
        side,
        cost: ring * SPREAD_COST + Math.abs(turn) / TURN_RAD + cost,
      })),
    ),
  )
  .sort((a, b) => a.cost - b.cost);

/** Half a circle to either side. */
function turns(): number[] {
  return Array.from(
    { length: 73 },
    (_, index) => Math.ceil(index / 2) * (index % 2 === 0 ? 1 : -1) * TURN_RAD,
  );
}

/**
 * Places of all machines and their names. Each one asks for its slot's angle on its orbit and takes the nearest place that
 * is free of machines of lower slots, so a newcomer never moves those that are there.
 */
export function placeHosts(
  hosts: Iterable<Host>,
  radiusOf = (host: Host) => orbitRadius(host.roundTripMs),
): Map<string, HostPlace> {
  const places = new Map<string, HostPlace>();
  const taken: HostPlace[] = [];
  for (const host of [...hosts].sort((a, b) => a.slot - b.slot)) {
    const place = freePlace(host, radiusOf(host), taken);
    places.set(host.id, place);
    taken.push(place);
  }
  return places;
}

function freePlace(host: Host, radius: number, taken: readonly HostPlace[]): HostPlace {
  const wanted = slotAngle(host.slot);
  let found = placeAt(polar(radius, wanted, MAP.cx, MAP.cy), host.name, 'below');
  let least = Number.POSITIVE_INFINITY;
  for (const { more, turn, side } of options) {
    const place = placeAt(polar(radius + more, wanted + turn, MAP.cx, MAP.cy), host.name, side);
    const weight = crowding(place, taken);
    if (weight >= least) continue;
    least = weight;
    found = place;
    if (weight === 0) break;
  }
  return found;
}

function placeAt(at: Point, name: string, side: Side): HostPlace {
  return { ...at, side, name: nameBox(at, nameWidth(name), side) };
}

function nameBox({ x, y }: Point, width: number, side: Side): Box {
  const middle = Math.max(GAP, Math.min(MAP.width - width - GAP, x - width / 2));
  const box = (left: number, top: number) => ({ left, top, width, height: NAME_HEIGHT });
  switch (side) {
    case 'below':
      return box(middle, y + NAME_GAP);
    case 'above':
      return box(middle, y - NAME_GAP - NAME_HEIGHT);
    case 'right':
      return box(x + NAME_GAP, y - NAME_HEIGHT / 2);
    case 'left':
      return box(x - NAME_GAP - width, y - NAME_HEIGHT / 2);
  }
}

/** How much is in the way; infinite where machines would lie on each other, on the hub or outside. */
function crowding(place: HostPlace, taken: readonly HostPlace[]): number {
  if (!isInside(place) || isNear(place, HUB, BODY_RADIUS + HUB.radius)) return Number.POSITIVE_INFINITY;
  let count = distanceToBox(HUB, place.name) < HUB.radius + GAP ? 1 : 0;
  for (const label of usualLabels) {
    if (isOver(place, label)) count += LABEL_WEIGHT;
  }
  for (const other of taken) {
    if (isNear(place, other, LEAST_DISTANCE)) return Number.POSITIVE_INFINITY;
    if (isNear(place, other, BODY_RADIUS * 2)) count += 1;
    if (distanceToBox(place, other.name) < BODY_RADIUS) count += 1;
    if (distanceToBox(other, place.name) < BODY_RADIUS) count += 1;
    if (touches(place.name, other.name, GAP)) count += 1;
  }
  return count;
}

function isInside({ x, y, name }: HostPlace): boolean {
  const isBodyIn = x >= EDGE && x <= MAP.width - EDGE && y >= BODY_RADIUS && y <= MAP.height - BODY_RADIUS;
  const isNameIn =
    name.left >= GAP &&
    name.left + name.width <= MAP.width - GAP &&
    name.top >= 0 &&
    name.top + name.height <= MAP.height;
  return isBodyIn && isNameIn;
}

function isNear(a: Point, b: Point, least: number): boolean {
  return Math.hypot(a.x - b.x, a.y - b.y) < least;
}

/** The middle of each orbit's label: on its circle, nearest to the usual place, where it lies under no machine and no name. */
export function placeOrbitLabels(places: Iterable<HostPlace>): Point[] {
  const hosts = [...places];
  const written: Box[] = [];
  return orbits.map(({ radius }) => {
    let found: Point | null = null;
    let least = Number.POSITIVE_INFINITY;
    for (const turn of turns()) {
      const at = polar(radius, USUAL_RAD + turn, MAP.cx, MAP.cy);
      const weight = hiddenBy(labelBox(at), hosts, written);
      if (weight >= least) continue;
      least = weight;
      found = at;
      if (weight === 0) break;
    }
    const at = found ?? polar(radius, USUAL_RAD, MAP.cx, MAP.cy);
    written.push(labelBox(at));
    return at;
  });
}

/** The room of an orbit's label around its middle. */
export function labelBox({ x, y }: Point): Box {
  return { left: x - LABEL.width / 2, top: y - LABEL.height / 2, ...LABEL };
}

function hiddenBy(label: Box, hosts: readonly HostPlace[], written: readonly Box[]): number {
  const labels = written.filter((other) => touches(other, label, GAP));
  return hosts.filter((host) => isOver(host, label)).length + labels.length;
}

/** Whether a machine or its name lies over a label. */
function isOver(host: HostPlace, label: Box): boolean {
  return distanceToBox(host, label) < BODY_RADIUS + GAP || touches(host.name, label, GAP);
}
