import type { HostView } from '../../state/wire-types.ts';
import { orbitRadius } from './map-geometry.ts';

/** A machine moves to another orbit only after this long in its band: a busy second must not move the map. */
export const SETTLE_MS = 5 * 60_000;

/** The orbit a machine is drawn on, and the one it may be on its way to. */
export interface Band {
  radius: number;
  isMeasured: boolean;
  next: { radius: number; since: number } | null;
}

/** Orbits to draw, given those that are drawn. */
export function steadyBands(
  drawn: ReadonlyMap<string, Band>,
  hosts: Iterable<Pick<HostView, 'id' | 'roundTripMs'>>,
  now: number,
): Map<string, Band> {
  return new Map([...hosts].map((host) => [host.id, bandOf(drawn.get(host.id), host.roundTripMs, now)]));
}

function bandOf(before: Band | undefined, roundTripMs: number | null, now: number): Band {
  const isMeasured = roundTripMs !== null;
  const radius = orbitRadius(roundTripMs);
  if (before === undefined || (isMeasured && !before.isMeasured)) return { radius, isMeasured, next: null };
  if (!isMeasured || before.radius === radius) return { ...before, next: null };
  const since = before.next?.radius === radius ? before.next.since : now;
  if (now - since >= SETTLE_MS) return { radius, isMeasured, next: null };
  return { ...before, next: { radius, since } };
}
