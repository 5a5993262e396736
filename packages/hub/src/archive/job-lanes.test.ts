import { describe, expect, it } from 'vitest';
import { createJobLanes } from './job-lanes.ts';

describe('job lanes', () => {
  /** Jobs that end when they are told to. */
  function createJobs() {
    const lanes = createJobLanes();
    const started: string[] = [];
    const ends = new Map<string, () => void>();
    const add = (name: string, file: string, isSmall: boolean) =>
      lanes.run(file, isSmall, () => {
        started.push(name);
        const done = Promise.withResolvers<string>();
        ends.set(name, () => done.resolve(name));
        return done.promise;
      });
    const end = async (name: string, job: Promise<string>) => {
      ends.get(name)?.();
      await job;
      // The next job is started once the one before has told its end.
      await Promise.resolve();
      await Promise.resolve();
    };
    return { lanes, started, add, end };
  }

  it('lets small batches overtake a backlog, but not the batches of their own file', async () => {
    const { started, add, end } = createJobs();
    const first = add('big 1', 'a', false);
    const second = add('big 2', 'b', false);
    const third = add('big 3', 'c', false);
    const behind = add('small of c', 'c', true);
    const live = add('small of d', 'd', true);
    expect(started).toEqual(['big 1', 'big 2']);
    await end('big 1', first);
    expect(started.slice(2)).toEqual(['small of d']);
    await end('big 2', second);
    await end('small of d', live);
    expect(started.slice(3)).toEqual(['big 3', 'small of c']);
    await end('big 3', third);
    await end('small of c', behind);
  });

  it('goes on after a job that fails, and tells its caller', async () => {
    const lanes = createJobLanes();
    const failed = lanes.run('a', true, () => Promise.reject(new Error('no')));
    await expect(failed).rejects.toThrow('no');
    expect(await lanes.run('a', true, () => Promise.resolve(7))).toBe(7);
    await lanes.idle();
  });
});
