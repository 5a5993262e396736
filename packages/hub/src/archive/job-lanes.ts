/** Groups handed to the writer at once: one that runs and one that waits, so that its thread is never idle. */
const GROUPS_AT_ONCE = 2;

/** A group's commit is what a live line may have to wait for. */
const MOST_GROUP_JOBS = 16;
const MOST_GROUP_BYTES = 1_500_000;

/** Something to be done that may share a transaction with others. */
export interface LaneJob {
  /** Jobs of one file stay in order. */
  file: string;
  /** Goes first: it is what somebody is watching, not a backlog. */
  isSmall: boolean;
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
  /** Resolves when nothing is under way or waiting. */
  idle(): Promise<void>;
}

/** `runGroup` answers each of its jobs, in their order; when it fails as a whole, all of them have. */
export function createJobLanes<J extends LaneJob, R>(
  runGroup: (jobs: J[]) => Promise<PromiseSettledResult<R>[]>,
): JobLanes<J, R> {
  const fast: Waiting<J, R>[] = [];
  const slow: Waiting<J, R>[] = [];
  const slowFiles = new Map<string, number>();
  let running = 0;
  let onIdle: (() => void)[] = [];

  const next = () => {
    while (running < GROUPS_AT_ONCE) {
      const group = takeGroup(fast.length > 0 ? fast : slow);
      if (group.length === 0) break;
      running += 1;
      void start(group).finally(() => {
        running -= 1;
        next();
      });
    }
    if (running > 0) return;
    for (const resolve of onIdle) resolve();
    onIdle = [];
  };
  const takeGroup = (lane: Waiting<J, R>[]) => {
    let size = 0;
    const isOver = lane.findIndex(({ job }, i) => {
      size += job.sizeBytes;
      return i >= MOST_GROUP_JOBS || (i > 0 && size > MOST_GROUP_BYTES);
    });
    const group = lane.splice(0, isOver === -1 ? lane.length : isOver);
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
    run(job) {
      const done = Promise.withResolvers<R>();
      if (job.isSmall && !slowFiles.has(job.file)) fast.push({ job, done });
      else {
        slow.push({ job, done });
        slowFiles.set(job.file, (slowFiles.get(job.file) ?? 0) + 1);
      }
      next();
      return done.promise;
    },
    idle: () => (running === 0 ? Promise.resolve() : new Promise((resolve) => onIdle.push(resolve))),
  };
}
