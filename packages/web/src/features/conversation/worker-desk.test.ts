import { describe, expect, it } from 'vitest';
import { createWorkerDesk } from './worker-desk.ts';

function createWorld({ isMissing = false } = {}) {
  const workers: { jobs: unknown[]; isEnded: boolean; answer(data: unknown): void; break(): void }[] = [];
  let timers: (() => void)[] = [];
  const desk = createWorkerDesk({
    createWorker(onMessage, onError) {
      if (isMissing) throw new Error('No workers here.');
      const worker = { jobs: [] as unknown[], isEnded: false, answer: onMessage, break: onError };
      workers.push(worker);
      return {
        postMessage: (job) => worker.jobs.push(job),
        terminate: () => {
          worker.isEnded = true;
        },
      };
    },
    after(_, task) {
      timers.push(task);
      return () => {
        timers = timers.filter((each) => each !== task);
      };
    },
    limitMs: 1_000,
  });
  const timeIsUp = () => {
    for (const task of timers) task();
  };
  return { desk, workers, timeIsUp, timers: () => timers.length };
}

describe('work beside the page', () => {
  it('[WC20] is ended when it takes too long, and what waits behind it is done by another worker', async () => {
    const { desk, workers, timeIsUp, timers } = createWorld();
    const [endless, next] = [desk.ask('endless'), desk.ask('next')];
    timeIsUp();
    expect(await endless).toBeNull();
    expect(workers.map(({ jobs, isEnded }) => [jobs, isEnded])).toEqual([
      [['endless'], true],
      [['next'], false],
    ]);
    workers[1]?.answer('done');
    expect([await next, timers()]).toEqual(['done', 0]);
  });

  it('[WC20] is done one piece after the other, by the same worker while it answers', async () => {
    const { desk, workers } = createWorld();
    const all = [desk.ask(1), desk.ask(2)];
    workers[0]?.answer('one');
    workers[0]?.answer('two');
    expect(await Promise.all(all)).toEqual(['one', 'two']);
    expect(workers).toHaveLength(1);
  });

  it('[WC20] comes to nothing where a worker breaks or cannot be had, and leaves nothing behind', async () => {
    const broken = createWorld();
    const asked = broken.desk.ask(1);
    broken.workers[0]?.break();
    expect([await asked, broken.workers[0]?.isEnded]).toEqual([null, true]);
    expect(await createWorld({ isMissing: true }).desk.ask(1)).toBeNull();
    const closed = createWorld();
    const left = [closed.desk.ask(1), closed.desk.ask(2)];
    closed.desk.close();
    expect([await Promise.all(left), closed.workers[0]?.isEnded, closed.timers()]).toEqual([
      [null, null],
      true,
      0,
    ]);
  });
});
