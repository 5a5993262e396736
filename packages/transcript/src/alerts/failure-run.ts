/** Outcomes kept: one more than are judged, so that a single success does not end an alert for one call. */
const KEPT = 7;

/** How the latest tool calls of a thread went, newest last. */
export type Outcomes = [at: number | null, isFailed: 0 | 1][];

/** A run of failures. */
export interface FailureRun {
  failed: number;
  of: number;
  since: number | null;
}

/** Takes how the next call went. */
export function seeOutcome(outcomes: Outcomes, isFailed: boolean, at: number | null): void {
  outcomes.push([at, isFailed ? 1 : 0]);
  if (outcomes.length > KEPT) outcomes.shift();
}

/** Whether enough of the last `of` calls failed; true for one call longer, so that it does not flicker. */
export function failureRunOf(outcomes: Outcomes, least: { failed: number; of: number }): FailureRun | null {
  for (const end of [outcomes.length, outcomes.length - 1]) {
    if (end < least.of) continue;
    const judged = outcomes.slice(end - least.of, end);
    const failures = judged.filter(([, isFailed]) => isFailed === 1);
    if (failures.length < least.failed) continue;
    return { failed: failures.length, of: least.of, since: failures[0]?.[0] ?? null };
  }
  return null;
}
