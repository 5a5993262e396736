import { describe, expect, it } from 'vitest';
import { createFakeTime } from '../test/fake-time.ts';
import { createJobLanes, type LaneJob } from './job-lanes.ts';

interface NamedJob extends LaneJob {
  name: string;
}

describe('job lanes', () => {
  /** Groups that end when they are told to. */
  function createJobs() {
    const started: string[][] = [];
    const ends: (() => void)[] = [];
    const time = createFakeTime();
    const lanes = createJobLanes<NamedJob, string>((jobs) => {
      started.push(jobs.map(({ name }) => name));
      const done = Promise.withResolvers<PromiseSettledResult<string>[]>();
      ends.push(() => done.resolve(jobs.map(({ name }) => ({ status: 'fulfilled', value: name }))));
      return done.promise;
    }, time);
    const add = (name: string, file: string, isSmall: boolean, sizeBytes = 1000, host = 'mars') =>
      lanes.run({ name, host, file, isSmall, sizeBytes });
    const end = async (group: number, jobs: Promise<string>[]) => {
      ends[group]?.();
      const names = await Promise.all(jobs);
      // The next group is started once the one before has told its end.
      for (let turn = 0; turn < 4; turn += 1) await Promise.resolve();
      return names;
    };
    /** Ends all groups, one after the other. */
    const drain = async () => {
      for (let group = 0; group < started.length; group += 1) {
        await end(group, []);
        time.pass(8);
      }
    };
    return { lanes, started, add, end, drain, time };
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
    const running = [add('one', 'a', false), add('two', 'b', false)];
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

  it('takes a line after a pause at once, and gathers those that follow closely', async () => {
    const { lanes, started, add, end, time } = createJobs();
    const first = add('one', 'a', true);
    expect(started).toEqual([['one']]);
    await end(0, [first]);
    time.pass(3);
    const close = [add('two', 'b', true), add('three', 'c', true)];
    let isIdle = false;
    void lanes.idle().then(() => {
      isIdle = true;
    });
    time.pass(4);
    expect(started).toHaveLength(1);
    time.pass(1);
    expect(started.slice(1)).toEqual([['two', 'three']]);
    expect(isIdle).toBe(false);
    await end(1, close);
    expect(isIdle).toBe(true);
    time.pass(8);
    const late = add('four', 'a', true);
    expect(started.slice(2)).toEqual([['four']]);
    await end(2, [late]);
    expect(time.timers).toBe(0);
  });

  it('lets lines that gather go at once when something must not overtake them', async () => {
    const { lanes, started, add, end } = createJobs();
    await end(0, [add('one', 'a', true)]);
    const gathering = [add('two', 'b', true), add('three', 'c', true)];
    expect(started).toHaveLength(1);
    expect(lanes.hurry('mars')).toBeNull();
    expect(started.slice(1)).toEqual([['two', 'three']]);
    const next = [add('four', 'b', true)];
    expect(lanes.hurry('mars')).toBeNull();
    const last = [add('five', 'b', true)];
    expect(lanes.hurry('mars')).toBeNull();
    expect(started.slice(2)).toEqual([['four'], ['five']]);
    await end(1, gathering);
    await end(2, next);
    await end(3, last);
    expect(lanes.hurry('mars')).toBeNull();
    await lanes.idle();
  });

  it.each([
    ['small', true, 1000],
    ['large', false, 400_000],
  ])(
    '[AR12] takes the %s batches of machines in turns, however many one of them has',
    async (_name, isSmall, size) => {
      const { lanes, started, add, drain } = createJobs();
      const running = [add('one', 'a', isSmall, size), add('two', 'b', isSmall, size)];
      const flood = Array.from({ length: 200 }, (_, i) => add(`flood ${i}`, `f${i}`, isSmall, size, 'evil'));
      const honest = ['x', 'y'].map((name) => add(name, 'h', isSmall, size, 'venus'));
      await drain();
      expect(await Promise.all(honest)).toEqual(['x', 'y']);
      const order = started.flat();
      // Of each machine in the order in which they came; what was under way before is all that the other one waits for.
      const floods = order.filter((name) => name.startsWith('flood'));
      expect(floods).toEqual(Array.from({ length: 200 }, (_, i) => `flood ${i}`));
      expect(order.indexOf('y')).toBeLessThan(24);
      await Promise.all([...running, ...flood]);
      await lanes.idle();
    },
  );

  it('[AR12] a report that must not overtake lines lets one group of its own machine go, and waits for the rest', async () => {
    const { lanes, started, add, drain } = createJobs();
    const running = [add('one', 'a', true), add('two', 'b', false)];
    const flood = Array.from({ length: 40 }, (_, i) => add(`flood ${i}`, `f${i}`, true, 1000, 'evil'));
    const honest = add('x', 'h', true, 1000, 'venus');
    const before = started.length;
    const ready = lanes.hurry('evil');
    expect(started).toHaveLength(before + 1);
    expect(started.at(-1)?.every((name) => name.startsWith('flood'))).toBe(true);
    let order = started.flat();
    void ready?.then(() => {
      order = started.flat();
    });
    await drain();
    expect(ready).not.toBeNull();
    expect(order).toContain('flood 39');
    expect(started.flat().indexOf('x')).toBeLessThan(40);
    await Promise.all([...running, ...flood, honest]);
  });

  it('gathers no longer than a group is full, and not at all before a backlog', async () => {
    const { started, add, end } = createJobs();
    await end(0, [add('one', 'a', true)]);
    const many = Array.from({ length: 16 }, (_, i) => add(`small ${i}`, `f${i}`, true));
    expect(started[1]).toHaveLength(16);
    await end(1, many);
    const last = add('last', 'a', true);
    expect(started).toHaveLength(2);
    const history = add('history', 'h', false);
    expect(started.slice(2)).toEqual([['last'], ['history']]);
    await end(2, [last]);
    await end(3, [history]);
  });

  it('goes on after a job that fails, and tells its caller alone', async () => {
    const lanes = createJobLanes<NamedJob, number>(
      async (jobs) =>
        jobs.map(({ name }) =>
          name === 'bad'
            ? { status: 'rejected', reason: new Error('no') }
            : { status: 'fulfilled', value: jobs.length },
        ),
      createFakeTime(),
    );
    const job = (name: string) => lanes.run({ name, host: 'mars', file: name, isSmall: false, sizeBytes: 1 });
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
    }, createFakeTime());
    const job = () => lanes.run({ name: 'a', host: 'mars', file: 'a', isSmall: false, sizeBytes: 1 });
    await expect(job()).rejects.toThrow('closed');
    isBroken = false;
    expect(await job()).toBe(7);
  });
});
