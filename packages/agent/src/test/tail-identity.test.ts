import {
  linkSync,
  mkdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
} from 'node:fs';
import { expect, it } from 'vitest';
import { describeInBothModes } from './modes.ts';
import { lines } from './world.ts';

describeInBothModes('identity', (watchMode, current) => {
  it('[T14] starts a new generation when a new inode is renamed over the file', async () => {
    const world = current();
    world.write('p/a.jsonl', lines(5));
    world.startAgent({ watchMode });
    await world.settle();
    world.write('p/a.jsonl.compact.tmp.1f', lines(3, 100));
    renameSync(world.path('p/a.jsonl.compact.tmp.1f'), world.path('p/a.jsonl'));
    await world.settle();
    expect(world.hubGeneration('p/a.jsonl')).toBe(1);
    expect(world.hubBytes('p/a.jsonl', 0).toString()).toBe(lines(5));
  });

  it('[T15] ends with the last of several rapid replacements', async () => {
    const world = current();
    world.write('p/a.jsonl', lines(5));
    world.startAgent({ watchMode });
    await world.settle();
    for (let round = 0; round < 8; round += 1) {
      world.write('p/tmp', lines(4, round * 10));
      renameSync(world.path('p/tmp'), world.path('p/a.jsonl'));
      if (round % 3 === 0) await world.turn();
    }
    await world.settle();
    expect(world.hubBytes('p/a.jsonl').toString()).toBe(lines(4, 70));
  });

  it('[T16] notices a replacement made while the agent was down', async () => {
    const world = current();
    world.write('p/a.jsonl', lines(5));
    world.startAgent({ watchMode });
    await world.settle();
    await world.stopAgents();
    world.write('p/tmp', lines(9, 50));
    renameSync(world.path('p/tmp'), world.path('p/a.jsonl'));
    world.startAgent({ watchMode });
    await world.settle();
    expect(world.hubGeneration('p/a.jsonl')).toBe(1);
  });

  it('[T17] follows a file that is truncated to nothing and written anew', async () => {
    const world = current();
    world.write('p/a.jsonl', lines(5));
    world.startAgent({ watchMode });
    await world.settle();
    truncateSync(world.path('p/a.jsonl'), 0);
    await world.turn();
    world.append('p/a.jsonl', lines(2, 20));
    await world.settle();
    world.append('p/a.jsonl', lines(2, 22));
    await world.settle();
    expect(world.hubBytes('p/a.jsonl').toString()).toBe(lines(4, 20));
  });

  it('[T18] notices a truncation while down although the file has outgrown its old offset', async () => {
    const world = current();
    world.write('p/a.jsonl', lines(5));
    world.startAgent({ watchMode });
    await world.settle();
    await world.stopAgents();
    truncateSync(world.path('p/a.jsonl'), 0);
    world.append('p/a.jsonl', lines(30, 500));
    world.startAgent({ watchMode });
    await world.settle();
    expect(world.hubGeneration('p/a.jsonl')).toBe(1);
  });

  it('[T19] notices a last line that was replaced by another of the same size', async () => {
    const world = current();
    world.write('p/a.jsonl', lines(40, 100));
    world.startAgent({ watchMode });
    await world.settle();
    world.write('p/a.jsonl', lines(39, 100) + lines(1, 200));
    await world.settle();
    expect(world.hubGeneration('p/a.jsonl')).toBe(1);
  });

  it('[T20] notices a truncation while the hub cannot be reached', async () => {
    const world = current();
    world.write('p/a.jsonl', lines(5));
    world.startAgent({ watchMode });
    await world.settle();
    await world.hub.stop();
    truncateSync(world.path('p/a.jsonl'), 0);
    world.append('p/a.jsonl', lines(20, 300));
    await world.hub.start();
    await world.settle();
    expect(world.hubBytes('p/a.jsonl').toString()).toBe(lines(20, 300));
  });

  it('[T21] reads a file anew that was deleted and recreated at its path', async () => {
    const world = current();
    world.write('p/a.jsonl', lines(5));
    world.startAgent({ watchMode });
    await world.settle();
    unlinkSync(world.path('p/a.jsonl'));
    world.write('p/a.jsonl', lines(8, 70));
    await world.settle();
    unlinkSync(world.path('p/a.jsonl'));
    await world.barrier();
    world.write('p/a.jsonl', lines(3, 90));
    await world.settle();
    expect(world.hubBytes('p/a.jsonl').toString()).toBe(lines(3, 90));
  });

  it('[T22] is not misled by an inode that another file has taken over', async () => {
    const world = current();
    world.write('p/a.jsonl', lines(6));
    world.startAgent({ watchMode });
    await world.settle();
    const { ino } = statSync(world.path('p/a.jsonl'));
    linkSync(world.path('p/a.jsonl'), world.path('p/taken'));
    unlinkSync(world.path('p/a.jsonl'));
    world.write('p/taken', lines(9, 40));
    renameSync(world.path('p/taken'), world.path('p/b.jsonl'));
    world.write('p/a.jsonl', lines(2, 60));
    await world.settle();
    expect(statSync(world.path('p/b.jsonl')).ino).toBe(ino);
    expect(world.hubBytes('p/b.jsonl').toString()).toBe(lines(9, 40));
  });

  it('[T23] keeps two files apart that share their first kilobyte', async () => {
    const world = current();
    world.write('p/a.jsonl', lines(40) + lines(3, 100));
    world.write('p/fork.jsonl', lines(40) + lines(5, 200));
    world.startAgent({ watchMode });
    await world.settle();
    world.append('p/fork.jsonl', lines(1, 300));
    world.append('p/a.jsonl', lines(1, 400));
    await world.settle();
    expect(world.hub.store.files.size).toBe(2);
  });

  it('[T24] keeps several empty files apart until they grow', async () => {
    const world = current();
    for (const name of ['a', 'b', 'c']) world.write(`p/${name}.jsonl`, '');
    world.startAgent({ watchMode });
    await world.barrier();
    for (const [index, name] of ['a', 'b', 'c'].entries())
      world.append(`p/${name}.jsonl`, lines(2, index * 10));
    await world.settle();
    expect(world.hubBytes('p/b.jsonl').toString()).toBe(lines(2, 10));
  });

  it('[T26] survives files that vanish between listing and looking', async () => {
    const world = current();
    mkdirSync(world.path('p'));
    symlinkSync('/nowhere/gone.jsonl', world.path('p/listed-but-gone.jsonl'));
    world.write('p/stays.jsonl', lines(1));
    world.startAgent({ watchMode });
    for (let round = 0; round < 30; round += 1) {
      world.write(`p/brief-${round}.jsonl`, lines(1));
      renameSync(world.path(`p/brief-${round}.jsonl`), world.path('p/renamed.jsonl'));
      if (round % 2 === 0) unlinkSync(world.path('p/renamed.jsonl'));
      if (round % 5 === 0) await world.turn();
    }
    world.append('p/stays.jsonl', lines(1, 1));
    await world.settle();
    expect(world.lastStatus().problems).toEqual([]);
  });

  it('[T27] follows a transcript that is moved to another project folder', async () => {
    const world = current();
    world.write('p/a.jsonl', lines(3));
    world.startAgent({ watchMode });
    await world.settle();
    mkdirSync(world.path('worktree'));
    renameSync(world.path('p/a.jsonl'), world.path('worktree/a.jsonl'));
    world.append('worktree/a.jsonl', lines(2, 3));
    await world.settle();
    expect(world.hubBytes('worktree/a.jsonl').toString()).toBe(lines(5));
    expect(world.hubBytes('p/a.jsonl').toString()).toBe(lines(3));
  });

  it('[T28] follows a project folder that is a link allowed by name, and that is swapped, left dangling and removed', async () => {
    const world = current();
    world.writeAt('one/a.jsonl', lines(2));
    world.writeAt('two/a.jsonl', lines(4, 30));
    symlinkSync(world.at('one'), world.path('linked'));
    world.startAgent({ watchMode, follow: [world.at('one'), world.at('two')] });
    await world.settle();
    world.appendAt('one/a.jsonl', lines(1, 2));
    await world.settle();
    symlinkSync(world.at('two'), world.path('swap'));
    renameSync(world.path('swap'), world.path('linked'));
    await world.settle();
    expect(world.hubBytes('linked/a.jsonl').toString()).toBe(lines(4, 30));
    world.appendAt('two/a.jsonl', lines(1, 34));
    await world.settle();
    rmSync(world.at('two'), { recursive: true });
    await world.barrier();
    world.writeAt('two/a.jsonl', lines(2, 80));
    await world.settle();
    unlinkSync(world.path('linked'));
    await world.barrier();
    expect(world.hubBytes('linked/a.jsonl').toString()).toBe(lines(2, 80));
  });
});
