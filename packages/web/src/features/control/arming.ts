/** How long a button stays without effect after what it acts on has appeared or changed under it. */
export const DISARMED_MS = 400;

/** The place from which the keys act: what the detail's bar shows is what A and D answer. */
export const BAR_PLACE = 'bar';

/** Knows (by `shownKey`) since when each place of the page shows the request that it shows. */
export interface Arming {
  /**
   * Told by a place (`bar`, `card:ID`) what it shows now, null when it is gone, and where on the page it is: what moves
   * under a pointer is as new there as what has just appeared.
   */
  show(place: string, requestId: string | null, spot?: number): void;
  /** Told by a place that there is more of its request than was on screen so far: then it takes no yes. */
  setUnread(place: string, requestId: string, isUnread: boolean): void;
  /** True while the place shows more than was seen of it. */
  isUnread(place: string, requestId: string): boolean;
  /** The request that a place shows. */
  shownAt(place: string): string | null;
  /** True once the request has been there long enough to be what a person means. */
  isArmed(place: string, requestId: string): boolean;
}

/** A click must never land on a command that has just taken the place of another one. */
export function createArming(options: { now: () => number }): Arming {
  const places = new Map<string, { requestId: string; spot: number; since: number }>();
  const unread = new Map<string, string>();
  return {
    setUnread(place, requestId, isUnread) {
      if (isUnread) unread.set(place, requestId);
      else if (unread.get(place) === requestId) unread.delete(place);
    },
    isUnread: (place, requestId) => unread.get(place) === requestId,
    show(place, requestId, spot = 0) {
      if (requestId === null) {
        places.delete(place);
        return;
      }
      const shown = places.get(place);
      if (shown?.requestId !== requestId || shown.spot !== spot)
        places.set(place, { requestId, spot, since: options.now() });
    },
    shownAt: (place) => places.get(place)?.requestId ?? null,
    isArmed(place, requestId) {
      const shown = places.get(place);
      return shown?.requestId === requestId && options.now() - shown.since >= DISARMED_MS;
    },
  };
}
