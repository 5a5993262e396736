/** Emptier windows are of no interest to any threshold. */
const LEAST_PERCENT = 80;

/** How full the context window has been: per cent reached, and since when it has not been emptier. Rising. */
export type Fullness = [percent: number, since: number | null][];

/** Takes how full the window is now. */
export function seeFullness(fullness: Fullness, share: number, at: number | null): void {
  const percent = Math.floor(share * 100);
  let since = at;
  for (let last = fullness.at(-1); last !== undefined && last[0] >= percent; last = fullness.at(-1)) {
    since = last[1];
    fullness.pop();
  }
  if (percent >= LEAST_PERCENT) fullness.push([percent, since]);
}

/** Since when the window has been this full; null when it is not, or the time is not known. */
export function fullSince(fullness: Fullness, share: number): number | null {
  return fullness.find(([percent]) => percent >= share * 100)?.[1] ?? null;
}
