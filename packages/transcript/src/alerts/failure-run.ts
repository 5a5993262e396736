/** Outcomes kept: one more than are judged, so that a single success does not end an alert for one call. */
const KEPT = 7;

/** With fewer failures among the kept ones, a run has not begun. */
const LEAST_OF_RUN = 3;

/** How the latest tool calls of a thread went. */
export interface Outcomes {
  /** Newest last. */
  latest: [at: number | null, isFailed: 0 | 1][];
  /** First failure of the run that goes on. */
  since: number | null;
}

/** A run of failures. */
export interface FailureRun {
  failed: number;
  of: number;
  since: number | null;
}

/** No call has been answered. */
export function emptyOutcomes(): Outcomes {
  return { latest: [], since: null };
}

/** Takes how the next call went. */
export function seeOutcome(outcomes: Outcomes, isFailed: boolean, at: number | null): void {
  const { latest } = outcomes;
  latest.push([at, isFailed ? 1 : 0]);
  if (latest.length > KEPT) latest.shift();
  const failures = latest.filter(([, failed]) => failed === 1);
  if (failures.length < LEAST_OF_RUN) outcomes.since = failures[0]?.[0] ?? null;
}

/** Whether enough of the last `of` calls failed; true for one call longer, so that it does not flicker. */
export function failureRunOf(
  { latest, since }: Outcomes,
  least: { failed: number; of: number },
): FailureRun | null {
  for (const end of [latest.length, latest.length - 1]) {
    const judged = latest.slice(Math.max(0, end - least.of), Math.max(0, end));
    const failed = judged.filter(([, isFailed]) => isFailed === 1).length;
    if (failed >= least.failed) return { failed, of: judged.length, since };
  }
  return null;
}
