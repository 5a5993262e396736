import { describe, expect, it } from 'vitest';
import { createJobLanes, type LaneJob } from './job-lanes.ts';

interface NamedJob extends LaneJob {
  name: string;
}

describe('job lanes', () => {
  /** Groups that end when they are told to. */
  function createJobs() {
    const started: string[][] = [];
    const ends: (() => void)[] = [];
    const lanes = createJobLanes<NamedJob, string>((jobs) => {
      started.push(jobs.map(({ name }) => name));
      const done = Promise.withResolvers<PromiseSettledResult<string>[]>();
      ends.push(() => done.resolve(jobs.map(({ name }) => ({ status: 'fulfilled', value: name }))));
      return done.promise;
    });
    const add = (name: string, file: string, isSmall: boolean, sizeBytes = 1000) =>
      lanes.run({ name, file, isSmall, sizeBytes });
    const end = async (group: number, jobs: Promise<string>[]) => {
      ends[group]?.();
      const names = await Promise.all(jobs);
      // The next group is started once the one before has told its end.
      for (let turn = 0; turn < 4; turn += 1) await Promise.resolve();
      return names;
    };
    return { lanes, started, add, end };
  }

  it('lets small batches overtake a backlog, but not the batches of their own file', async () => {
    const { lanes, started, add, end } = createJobs();
    const first = add('big 1', 'a', false);
    const second = add('big 2', 'b', false);
    const third = add('big 3', 'c', false);
    const behind = add('small of c', 'c', true);
    const live = add('small of d', 'd', true);
    expect(started).toEqual([['big 1'], ['big 2']]);
    await end(0, [first]);
    expect(started.slice(2)).toEqual([['small of d']]);
    await end(1, [second]);
    expect(started.slice(3)).toEqual([['big 3', 'small of c']]);
    expect(await end(3, [third, behind])).toEqual(['big 3', 'small of c']);
    await end(2, [live]);
    await lanes.idle();
  });

  it('puts together what waits, up to a number and a size that a live line can wait for', async () => {
    const { started, add, end } = createJobs();
    const running = [add('one', 'a', true), add('two', 'b', true)];
    const many = Array.from({ length: 20 }, (_, i) => add(`small ${i}`, `f${i}`, true));
    const large = ['x', 'y', 'z'].map((name) => add(name, name, false, 1_000_000));
    await end(0, running.slice(0, 1));
    expect(started[2]).toHaveLength(16);
    await end(1, running.slice(1));
    expect(started[3]).toEqual(['small 16', 'small 17', 'small 18', 'small 19']);
    await end(2, many.slice(0, 16));
    await end(3, many.slice(16));
    expect(started.slice(4)).toEqual([['x'], ['y']]);
    await end(4, large.slice(0, 1));
    expect(started.slice(6)).toEqual([['z']]);
  });

  it('goes on after a job that fails, and tells its caller alone', async () => {
    const lanes = createJobLanes<NamedJob, number>(async (jobs) =>
      jobs.map(({ name }) =>
        name === 'bad'
          ? { status: 'rejected', reason: new Error('no') }
          : { status: 'fulfilled', value: jobs.length },
      ),
    );
    const job = (name: string) => lanes.run({ name, file: name, isSmall: true, sizeBytes: 1 });
    const before = [job('first'), job('second')];
    const [bad, good] = [job('bad'), job('good')];
    await expect(bad).rejects.toThrow('no');
    expect(await good).toBe(2);
    expect(await Promise.all(before)).toEqual([1, 1]);
    await lanes.idle();
  });

  it('goes on after a group that fails as a whole, and tells all of its callers', async () => {
    let isBroken = true;
    const lanes = createJobLanes<NamedJob, number>(async () => {
      if (isBroken) throw new Error('closed');
      return [{ status: 'fulfilled', value: 7 }];
    });
    const job = () => lanes.run({ name: 'a', file: 'a', isSmall: true, sizeBytes: 1 });
    await expect(job()).rejects.toThrow('closed');
    isBroken = false;
    expect(await job()).toBe(7);
  });
});
