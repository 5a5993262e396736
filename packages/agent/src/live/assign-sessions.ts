/** A running client without a registry file. */
export interface Runner {
  pid: number;
  startedAtMs: number;
  /** Session that its command line names. */
  givenId: string | null;
  /** What it was last taken for. */
  currentId: string | null;
}

/** A main transcript in the project folder of its working folder. */
export interface Transcript {
  sessionId: string;
  changedAtMs: number;
  createdAtMs: number;
}

/** Which session a process has. */
export interface Assignment {
  sessionId: string;
  /** Nothing else fits: certain enough to end the process for this session. */
  isCertain: boolean;
}

/**
 * Infers the sessions of the clients that run in one working folder: the newest transcript that changed since the
 * process started. Where several run, each keeps what it had, and the youngest chooses first, from what was created in
 * its time if possible. What is `taken` belongs to registered clients.
 */
export function assignSessions(
  runners: readonly Runner[],
  transcripts: readonly Transcript[],
  taken: ReadonlySet<string>,
): Map<number, Assignment> {
  const found = new Map<number, Assignment>();
  const free = new Map(
    transcripts
      .filter(({ sessionId }) => !taken.has(sessionId))
      .toSorted((a, b) => b.changedAtMs - a.changedAtMs)
      .map((transcript) => [transcript.sessionId, transcript]),
  );
  const isAlone = runners.length === 1;
  const give = (runner: Runner, transcript: Transcript | undefined): boolean => {
    if (transcript === undefined || transcript.changedAtMs < runner.startedAtMs) return false;
    const rivals = [...free.values()].filter(
      (other) => other !== transcript && other.changedAtMs >= runner.startedAtMs,
    );
    const isGiven = runner.givenId === transcript.sessionId;
    // With `/clear` a process goes on with a session that was created in its time.
    const isCertain = isGiven
      ? !rivals.some((rival) => rival.createdAtMs >= runner.startedAtMs)
      : isAlone && rivals.length === 0;
    found.set(runner.pid, { sessionId: transcript.sessionId, isCertain });
    return true;
  };
  const takeOut = (): void => {
    for (const { sessionId } of found.values()) free.delete(sessionId);
  };

  for (const runner of runners) if (runner.givenId !== null) give(runner, free.get(runner.givenId));
  takeOut();
  const rest = runners.filter(({ pid }) => !found.has(pid)).toSorted((a, b) => b.startedAtMs - a.startedAtMs);
  if (rest.length > 1) {
    for (const runner of rest) if (runner.currentId !== null) give(runner, free.get(runner.currentId));
    takeOut();
  }
  for (const runner of rest) {
    if (found.has(runner.pid)) continue;
    const inOrder = [...free.values()];
    const own = inOrder.find(({ createdAtMs }) => createdAtMs >= runner.startedAtMs);
    if (!isAlone && own !== undefined) give(runner, own);
    else give(runner, inOrder[0]);
    takeOut();
  }
  return found;
}
