import { expect, test } from 'vitest';
import { createJobLanes } from './job-lanes.ts';

test('[MT1] the lanes before the writer say how many batches and bytes wait, those that are with it included', async () => {
  const open: (() => void)[] = [];
  const lanes = createJobLanes(
    (jobs) =>
      new Promise<PromiseSettledResult<string>[]>((resolve) =>
        open.push(() => resolve(jobs.map(() => ({ status: 'fulfilled', value: 'done' })))),
      ),
    { now: () => 0, schedule: (task) => void setImmediate(task) },
  );
  const jobs = Array.from({ length: 100 }, (_, i) =>
    lanes.run({ host: 'mars', file: `f${i}`, isSmall: false, sizeBytes: 1_000_000 }),
  );
  expect(lanes.waiting()).toEqual({ jobs: 100, bytes: 100_000_000 });
  while (open.length > 0) {
    open.shift()?.();
    await new Promise((resolve) => setImmediate(resolve));
  }
  await Promise.all(jobs);
  expect(lanes.waiting()).toEqual({ jobs: 0, bytes: 0 });
});

test('[AR44] work under suspicion shares a transaction with nobody', async () => {
  const groups: string[][] = [];
  const lanes = createJobLanes(
    async (jobs) => {
      groups.push(jobs.map(({ file }) => file));
      return jobs.map(() => ({ status: 'fulfilled' as const, value: 0 }));
    },
    { now: () => 0, schedule: (task) => void setImmediate(task) },
  );
  const job = (file: string, isAlone = false) =>
    lanes.run({ host: 'mars', file, isSmall: false, isAlone, sizeBytes: 10 });
  const all = [job('1'), job('2'), job('a'), job('b'), job('bad', true), job('c'), job('d')];
  await Promise.all(all);
  expect(groups.filter((group) => group.includes('bad'))).toEqual([['bad']]);
});
