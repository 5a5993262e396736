/** A process that is known to run, or to have run, a session: what is compared before anything is signalled. */
export interface CloseTarget {
  root: string;
  sessionId: string;
  pid: number;
  /** Start time of the process as the registry or the process scan recorded it. */
  startTime: string | null;
  /** Start of the session by the client's clock, milliseconds since the epoch; for clients that record no start time. */
  startedAtMs: number | null;
  /** Where its client writes it. */
  pidNamespace: string | null;
  kind: string | null;
  jobId: string | null;
  /** False where the session was inferred and another one fits as well. */
  isCertain: boolean;
}
