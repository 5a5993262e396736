import { mkdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lines, World } from '../test/world.ts';
import { isOnNetworkFileSystem } from './network-file-system.ts';
import { wantedKind } from './wanted.ts';

describe('watching', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.create();
  });
  afterEach(() => world.close());

  it('[W1] follows a tree by one recursive watch and one for each link that leads out of it', async () => {
    // Sweeps this far apart prove that it was the events.
    const timing = { activeSweepMs: 60_000, treeSweepMinMs: 60_000, treeSweepMaxMs: 60_000 };
    world.writeAt('elsewhere/a.jsonl', lines(1));
    symlinkSync(world.at('elsewhere'), world.path('linked'));
    world.write('p/a.jsonl', lines(1));
    world.startAgent({ timing, follow: [world.at('elsewhere')], faults: { isRecursive: true } });
    await world.settle();
    world.append('p/a.jsonl', lines(1, 1));
    world.appendAt('elsewhere/a.jsonl', lines(1, 1));
    world.write('q/s/subagents/agent-1.jsonl', lines(2));
    await world.settle();
    expect(world.hubBytes('linked/a.jsonl').toString()).toBe(lines(2));
  });

  it('[W2] learns of everything by events alone where they work', async () => {
    const timing = { activeSweepMs: 60_000, treeSweepMinMs: 60_000, treeSweepMaxMs: 60_000 };
    world.startAgent({ timing });
    await world.until(() => world.hub.stores.size === 1);
    for (let round = 0; round < 20; round += 1) {
      world.write(`p${round}/s/subagents/agent-1.jsonl`, lines(1, round));
      world.append(`p${round}/s/subagents/agent-1.jsonl`, lines(1, round + 1));
    }
    await world.settle();
    mkdirSync(world.path('moved'));
    renameSync(world.path('p3/s'), world.path('moved/s'));
    await world.settle();
    expect(world.hubBytes('moved/s/subagents/agent-1.jsonl').toString()).toBe(lines(2, 3));
  });

  it('[W3] finds a new file in an old folder by polling long before the whole tree is swept', async () => {
    const timing = { treeSweepMinMs: 60_000, treeSweepMaxMs: 60_000 };
    world.write('p/a.jsonl', lines(1));
    world.startAgent({ watchMode: 'polling', timing });
    await world.settle();
    world.write('p/b.jsonl', lines(1));
    await world.settle(2_000);
  });

  it('[W6] has no problem with a default folder that does not exist yet, but with one that vanishes', async () => {
    const before = process.env.CLAUDE_CONFIG_DIR;
    process.env.CLAUDE_CONFIG_DIR = world.at('later');
    try {
      world.startAgent({ roots: [world.root, world.at('later')] });
      await world.barrier();
      expect(world.lastStatus().problems).toEqual([]);
      world.writeAt('later/projects/p/a.jsonl', lines(1));
      const held = (): number => world.hub.store.bytesOf(world.at('later'), 'projects/p/a.jsonl').length;
      await world.until(() => held() > 0);
      rmSync(world.at('later'), { recursive: true });
      await world.until(() => world.lastStatus().problems.length === 1);
    } finally {
      if (before === undefined) delete process.env.CLAUDE_CONFIG_DIR;
      else process.env.CLAUDE_CONFIG_DIR = before;
    }
  });

  it('[W4] takes transcripts and documents, and no other file', () => {
    const names = ['a.jsonl', 'agent-1.meta.json', 'sessions-index.json', 'a.jsonl.compact.tmp.1f', 'x.key'];
    expect(names.map(wantedKind)).toEqual(['transcript', 'document', null, null, null]);
  });

  it('[W5] knows a network file system by its type', () => {
    const statfs = (type: number) => (() => ({ type })) as never;
    expect(isOnNetworkFileSystem('/x', statfs(0x6969))).toBe(process.platform === 'linux');
    expect(isOnNetworkFileSystem('/x', statfs(0xef53))).toBe(false);
    expect(isOnNetworkFileSystem('/nowhere/at/all')).toBe(false);
  });
});
