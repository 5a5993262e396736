import { type SessionGroup, URGENT_GROUP } from './list-order.ts';

/** How long a card that leaves its group stays where it was. */
export const LINGER_MS = 1_500;

/**
 * The list as it is drawn: rows do not jump under a pointer, and a card does not vanish under an eye. Who begins to wait for
 * a person is where such cards are at once, unless somebody points at the list.
 */
export interface SteadyList {
  groups: SessionGroup[];
  /** Cards on their way to another group, and since when. */
  leaving: ReadonlyMap<string, number>;
  /** Another order is due and waits until nobody points at the list. */
  isOrderChanged: boolean;
}

/** A list that has just appeared. */
export function firstSteadyList(fresh: readonly SessionGroup[]): SteadyList {
  return { groups: [...fresh], leaving: new Map(), isOrderChanged: false };
}

/** What to draw next, given what is drawn and what is due. */
export function steadyGroups(
  drawn: SteadyList,
  fresh: readonly SessionGroup[],
  options: { isHeld: boolean; now: number },
): SteadyList {
  const drawnKey = keysById(drawn.groups);
  const freshKey = keysById(fresh);
  const leaving = new Map<string, number>();
  for (const [id, key] of drawnKey) {
    const next = freshKey.get(id);
    if (next === undefined || next === key) continue;
    if (next === URGENT_GROUP && !options.isHeld) continue;
    const since = drawn.leaving.get(id) ?? options.now;
    if (options.now - since < LINGER_MS) leaving.set(id, since);
  }

  let isOrderChanged = false;
  const groups: SessionGroup[] = [];
  for (const group of withLingeringGroups(fresh, drawn.groups, leaving, drawnKey)) {
    const before = drawn.groups.find(({ key }) => key === group.key)?.ids ?? [];
    const due = group.ids.filter((id) => !leaving.has(id));
    const lingering = before.filter((id) => leaving.has(id));
    const held = keepOrder(before, due);
    const isReordered = held.some((id, index) => id !== due[index]);
    const ids = options.isHeld ? held : due;
    if (options.isHeld && isReordered) isOrderChanged = true;
    const placed = insertAt(ids, lingering, before);
    if (placed.length > 0) groups.push({ ...group, ids: placed });
  }
  return { groups, leaving, isOrderChanged };
}

/** Ids in their drawn order; new ones last. */
function keepOrder(before: readonly string[], due: readonly string[]): string[] {
  const isDue = new Set(due);
  const wasDrawn = new Set(before);
  return [...before.filter((id) => isDue.has(id)), ...due.filter((id) => !wasDrawn.has(id))];
}

function insertAt(ids: readonly string[], lingering: readonly string[], before: readonly string[]): string[] {
  const placed = [...ids];
  for (const id of lingering) placed.splice(Math.min(before.indexOf(id), placed.length), 0, id);
  return placed;
}

function withLingeringGroups(
  fresh: readonly SessionGroup[],
  drawn: readonly SessionGroup[],
  leaving: ReadonlyMap<string, number>,
  drawnKey: ReadonlyMap<string, string>,
): SessionGroup[] {
  const groups = [...fresh];
  const kept = new Set([...leaving.keys()].map((id) => drawnKey.get(id)));
  for (const [index, group] of drawn.entries()) {
    if (!kept.has(group.key) || groups.some(({ key }) => key === group.key)) continue;
    groups.splice(index, 0, { ...group, ids: [] });
  }
  return groups;
}

function keysById(groups: readonly SessionGroup[]): Map<string, string> {
  const keys = new Map<string, string>();
  for (const group of groups) for (const id of group.ids) keys.set(id, group.key);
  return keys;
}
