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

/** A place on the map. */
export type Point = { x: number; y: number };

/** A rectangle on the map. */
export type Box = { left: number; top: number; width: number; height: number };

/** From a point to the nearest one of a box; nothing inside it. */
export function distanceToBox({ x, y }: Point, { left, top, width, height }: Box): number {
  const besideX = Math.max(0, left - x, x - left - width);
  const besideY = Math.max(0, top - y, y - top - height);
  return Math.hypot(besideX, besideY);
}

/** Whether there is less than `gap` between two boxes. */
export function touches(a: Box, b: Box, gap: number): boolean {
  return (
    a.left < b.left + b.width + gap &&
    b.left < a.left + a.width + gap &&
    a.top < b.top + b.height + gap &&
    b.top < a.top + a.height + gap
  );
}

const MOST_LETTERS = 14;
export const NAME_HEIGHT = 15;

/** A machine's name as the map has room for it. */
export function shortName(name: string): string {
  return name.length > MOST_LETTERS ? `${name.slice(0, MOST_LETTERS - 1)}…` : name;
}

/** Width of a name in the label's type, near enough for a pill. */
export function nameWidth(name: string): number {
  return shortName(name).length * 6 + 10;
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
