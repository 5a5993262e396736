/** Jobs handed to the writer at once: one that runs and one that waits, so that its thread is never idle. */
const AT_ONCE = 2;

interface Job {
  file: string;
  start: () => Promise<unknown>;
}

/**
 * Two lanes in front of the writer: small batches overtake a backlog, so that a live line does not wait behind megabytes
 * of history. Batches of one file stay in order.
 */
export interface JobLanes {
  run<T>(file: string, isSmall: boolean, work: () => Promise<T>): Promise<T>;
  /** Resolves when nothing is under way or waiting. */
  idle(): Promise<void>;
}

export function createJobLanes(): JobLanes {
  const fast: Job[] = [];
  const slow: Job[] = [];
  const slowFiles = new Map<string, number>();
  let running = 0;
  let onIdle: (() => void)[] = [];

  const next = () => {
    while (running < AT_ONCE) {
      const job = fast.shift() ?? takeSlow();
      if (!job) break;
      running += 1;
      void job.start().finally(() => {
        running -= 1;
        next();
      });
    }
    if (running > 0) return;
    for (const resolve of onIdle) resolve();
    onIdle = [];
  };
  const takeSlow = () => {
    const job = slow.shift();
    if (!job) return undefined;
    const left = (slowFiles.get(job.file) ?? 1) - 1;
    if (left > 0) slowFiles.set(job.file, left);
    else slowFiles.delete(job.file);
    return job;
  };

  return {
    run<T>(file: string, isSmall: boolean, work: () => Promise<T>) {
      const done = Promise.withResolvers<T>();
      // The promise of the job itself never fails: what it says goes to the caller.
      const start = () => work().then(done.resolve, done.reject);
      if (isSmall && !slowFiles.has(file)) fast.push({ file, start });
      else {
        slow.push({ file, start });
        slowFiles.set(file, (slowFiles.get(file) ?? 0) + 1);
      }
      next();
      return done.promise;
    },
    idle: () => (running === 0 ? Promise.resolve() : new Promise((resolve) => onIdle.push(resolve))),
  };
}
