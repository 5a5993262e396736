/** Sessions on the fleet page, where nobody has more live ones. */
export const MOST_ON_FLEET = 500;

/** Live sessions of one machine that are always shown, those that wait for a person first. */
export const MAX_LIVE_OF_HOST = 256;

/** Sessions of one machine that could be shown: those that live, and those that lived within the day. */
export interface FleetCounts {
  live: number;
  recent: number;
}

/** How many of each are shown. */
export type FleetShare = FleetCounts;

/**
 * Shares a page out among machines. What lives is shown in any case; the rest of the page goes to all in equal parts, in which
 * a machine's live sessions count, so that whoever has thousands crowds out its own alone.
 */
export function fleetShares(counts: readonly FleetCounts[], most: number = MOST_ON_FLEET): FleetShare[] {
  const wants = counts.map(({ live, recent }) => live + recent);
  const level = levelOf(wants, most);
  let spare = most - sum(wants.map((want) => Math.min(want, level)));
  return counts.map(({ live }, i) => {
    const want = wants[i] ?? 0;
    const isOneMore = want > level && spare > 0;
    if (isOneMore) spare -= 1;
    const part = Math.min(want, level + (isOneMore ? 1 : 0));
    const share = Math.max(part, Math.min(live, MAX_LIVE_OF_HOST));
    return { live: Math.min(live, share), recent: Math.max(0, share - live) };
  });
}

/** The largest equal part that fits. */
function levelOf(wants: readonly number[], most: number): number {
  let [low, high] = [0, most];
  while (low < high) {
    const level = Math.ceil((low + high) / 2);
    if (sum(wants.map((want) => Math.min(want, level))) <= most) low = level;
    else high = level - 1;
  }
  return low;
}

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0);
}
