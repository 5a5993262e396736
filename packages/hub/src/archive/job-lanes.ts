/** Groups handed to the writer at once: one that runs and one that waits, so that its thread is never idle. */
const GROUPS_AT_ONCE = 2;

/** A group's commit is what a live line may have to wait for. */
const MOST_GROUP_JOBS = 16;
const MOST_GROUP_BYTES = 1_500_000;

/**
 * Between the starts of two groups of live lines, milliseconds, while there is no backlog: hundreds of sessions at work
 * share transactions, and a line after a pause waits for nobody. Half a frame of a 60 Hz screen.
 */
const LIVE_PACE_MS = 8;

/** Something to be done that may share a transaction with others. */
export interface LaneJob {
  /** Jobs of one file stay in order. */
  file: string;
  /** Goes first: it is what somebody is watching, not a backlog. */
  isSmall: boolean;
  /** Shares a transaction with nobody. */
  isAlone?: boolean;
  /** Measure of the work. */
  sizeBytes: number;
}

interface Waiting<J, R> {
  job: J;
  done: PromiseWithResolvers<R>;
}

/**
 * Two lanes in front of the writer: small batches overtake a backlog, so that a live line does not wait behind megabytes
 * of history. What waits in a lane goes to the writer in groups, which cost it one transaction.
 */
export interface JobLanes<J extends LaneJob, R> {
  run(job: J): Promise<R>;
  /** Live lines that wait go now, however many groups are under way: what follows must not overtake them. */
  hurry(): void;
  /** Resolves when nothing is under way or waiting. */
  idle(): Promise<void>;
  /** What waits or is under way. */
  waiting(): { jobs: number; bytes: number };
}

export interface LaneClock {
  /** Monotonic milliseconds. */
  now(): number;
  /** Runs `task` after a while, once. */
  schedule(task: () => void, delayMs: number): void;
}

/** `runGroup` answers each of its jobs, in their order; when it fails as a whole, all of them have. */
export function createJobLanes<J extends LaneJob, R>(
  runGroup: (jobs: J[]) => Promise<PromiseSettledResult<R>[]>,
  clock: LaneClock,
): JobLanes<J, R> {
  const fast: Waiting<J, R>[] = [];
  const slow: Waiting<J, R>[] = [];
  const slowFiles = new Map<string, number>();
  let running = 0;
  const waiting = { jobs: 0, bytes: 0 };
  let nextLiveAt = 0;
  let isWaking = false;
  let onIdle: (() => void)[] = [];

  /** Milliseconds until live lines may go; 0 when they go at once. */
  const pause = () => {
    const isPaced = fast.length > 0 && fast.length < MOST_GROUP_JOBS && slow.length === 0;
    return isPaced ? Math.max(0, Math.ceil(nextLiveAt - clock.now())) : 0;
  };
  const wakeAfter = (delayMs: number) => {
    if (isWaking) return;
    isWaking = true;
    clock.schedule(() => {
      isWaking = false;
      next();
    }, delayMs);
  };
  const next = () => {
    while (running < GROUPS_AT_ONCE) {
      const delayMs = pause();
      if (delayMs > 0) {
        wakeAfter(delayMs);
        return;
      }
      const group = takeGroup(fast.length > 0 ? fast : slow);
      if (group.length === 0) break;
      begin(group);
    }
    if (!isIdle()) return;
    for (const resolve of onIdle) resolve();
    onIdle = [];
  };
  const begin = (group: Waiting<J, R>[]) => {
    running += 1;
    void start(group).finally(() => {
      running -= 1;
      for (const { job } of group) {
        waiting.jobs -= 1;
        waiting.bytes -= job.sizeBytes;
      }
      next();
    });
  };
  const isIdle = () => running === 0 && fast.length === 0 && slow.length === 0;
  const takeGroup = (lane: Waiting<J, R>[]) => {
    let size = 0;
    const isOver = lane.findIndex(({ job }, i) => {
      size += job.sizeBytes;
      const isApart = job.isAlone === true || lane[0]?.job.isAlone === true;
      return i >= MOST_GROUP_JOBS || (i > 0 && (isApart || size > MOST_GROUP_BYTES));
    });
    const group = lane.splice(0, isOver === -1 ? lane.length : isOver);
    if (lane === fast) nextLiveAt = clock.now() + LIVE_PACE_MS;
    if (lane !== slow) return group;
    for (const { job } of group) {
      const left = (slowFiles.get(job.file) ?? 1) - 1;
      if (left > 0) slowFiles.set(job.file, left);
      else slowFiles.delete(job.file);
    }
    return group;
  };
  // Never fails: what a job says goes to its caller.
  const start = async (group: Waiting<J, R>[]) => {
    try {
      const results = await runGroup(group.map(({ job }) => job));
      group.forEach(({ done }, i) => {
        const result = results[i];
        if (result?.status === 'fulfilled') done.resolve(result.value);
        else done.reject(result?.reason ?? new Error('A job of a group has no answer.'));
      });
    } catch (error) {
      for (const { done } of group) done.reject(error);
    }
  };

  return {
    waiting: () => ({ ...waiting }),
    run(job) {
      const done = Promise.withResolvers<R>();
      waiting.jobs += 1;
      waiting.bytes += job.sizeBytes;
      if (job.isSmall && !slowFiles.has(job.file)) fast.push({ job, done });
      else {
        slow.push({ job, done });
        slowFiles.set(job.file, (slowFiles.get(job.file) ?? 0) + 1);
      }
      next();
      return done.promise;
    },
    hurry() {
      while (fast.length > 0) begin(takeGroup(fast));
    },
    idle: () => (isIdle() ? Promise.resolve() : new Promise((resolve) => onIdle.push(resolve))),
  };
}
