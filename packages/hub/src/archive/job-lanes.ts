import { createHostQueues, type HostQueues } from './host-queues.ts';

/** Groups handed to the writer at once: one that runs and one that waits, so that its thread is never idle. */
const GROUPS_AT_ONCE = 2;

/** A group's commit is what a live line may have to wait for. */
const MOST_GROUP_JOBS = 16;
const MOST_GROUP_BYTES = 1_500_000;
/** Of live lines. A machine can make each of their bytes cost more than one of a backlog. */
const MOST_LIVE_BYTES = 512 * 1024;

/**
 * Between the starts of two groups of live lines, milliseconds, while there is no backlog: hundreds of sessions at work
 * share transactions, and a line after a pause waits for nobody. Half a frame of a 60 Hz screen.
 */
const LIVE_PACE_MS = 8;

/** Something to be done that may share a transaction with others. */
export interface LaneJob {
  /** Machines take turns. */
  host: string;
  /** Jobs of one file, which is one machine's, stay in order. */
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
  /** Called when it goes to the writer. */
  onBegin?: () => void;
}

/**
 * Two lanes in front of the writer: small batches overtake a backlog, so that a live line does not wait behind megabytes
 * of history. What waits in a lane goes to the writer in groups, which cost it one transaction. In each lane machines take
 * turns, so that what one of them sends delays nobody else by more than a few groups.
 */
export interface JobLanes<J extends LaneJob, R> {
  run(job: J): Promise<R>;
  /**
   * What follows must not overtake the live lines of this machine that wait now: one group of them goes at once, however many
   * are under way. Null when that was all; else it resolves when the last of them has gone, in its turn.
   */
  hurry(host: string): Promise<void> | null;
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
  const fast = createHostQueues<Waiting<J, R>>();
  const slow = createHostQueues<Waiting<J, R>>();
  const slowFiles = createCounts();
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
    void settle(group, runGroup).finally(() => {
      running -= 1;
      for (const { job } of group) {
        waiting.jobs -= 1;
        waiting.bytes -= job.sizeBytes;
      }
      next();
    });
  };
  const isIdle = () => running === 0 && fast.length === 0 && slow.length === 0;
  const takeGroup = (lane: HostQueues<Waiting<J, R>>, host?: string) => {
    const group: Waiting<J, R>[] = [];
    const mostBytes = lane === fast ? MOST_LIVE_BYTES : MOST_GROUP_BYTES;
    let size = 0;
    for (let one = lane.peek(host); one && group.length < MOST_GROUP_JOBS; one = lane.peek(host)) {
      size += one.job.sizeBytes;
      const isApart = one.job.isAlone === true || group[0]?.job.isAlone === true;
      if (group.length > 0 && (isApart || size > mostBytes)) break;
      lane.take(host);
      group.push(one);
    }
    if (lane === fast) nextLiveAt = clock.now() + LIVE_PACE_MS;
    else for (const { job } of group) slowFiles.remove(job.file);
    for (const { onBegin } of group) onBegin?.();
    return group;
  };
  return {
    waiting: () => ({ ...waiting }),
    run(job) {
      const done = Promise.withResolvers<R>();
      waiting.jobs += 1;
      waiting.bytes += job.sizeBytes;
      if (job.isSmall && !slowFiles.has(job.file)) fast.push(job.host, { job, done });
      else {
        slow.push(job.host, { job, done });
        slowFiles.add(job.file);
      }
      next();
      return done.promise;
    },
    hurry(host) {
      if (fast.peek(host) === undefined) return null;
      begin(takeGroup(fast, host));
      const last = fast.of(host).at(-1);
      if (last === undefined) return null;
      return new Promise((resolve) => {
        const before = last.onBegin;
        last.onBegin = () => {
          before?.();
          resolve();
        };
      });
    },
    idle: () => (isIdle() ? Promise.resolve() : new Promise((resolve) => onIdle.push(resolve))),
  };
}

/** Never fails: what a job says goes to its caller. */
async function settle<J, R>(
  group: readonly Waiting<J, R>[],
  runGroup: (jobs: J[]) => Promise<PromiseSettledResult<R>[]>,
): Promise<void> {
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
}

/** How often each of some names is there. */
function createCounts() {
  const counts = new Map<string, number>();
  return {
    has: (name: string) => counts.has(name),
    add: (name: string) => void counts.set(name, (counts.get(name) ?? 0) + 1),
    remove(name: string) {
      const left = (counts.get(name) ?? 1) - 1;
      if (left > 0) counts.set(name, left);
      else counts.delete(name);
    },
  };
}
