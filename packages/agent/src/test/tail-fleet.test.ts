import { type FSWatcher, readdirSync, rmSync, watch } from 'node:fs';
import { expect, it } from 'vitest';
import { openToRead } from '../files/open-placed.ts';
import type { WatchFunction } from '../watch/dir-watcher.ts';
import { describeInBothModes } from './modes.ts';
import { lines } from './world.ts';

describeInBothModes('many files and faults', (watchMode, current) => {
  it('[T29] ships what is written to a file that has been idle for long', async () => {
    const world = current();
    world.write('p/a.jsonl', lines(2));
    world.startAgent({ watchMode, timing: { activeForMs: 30 } });
    await world.settle();
    await world.barrier();
    world.append('p/a.jsonl', lines(1, 2));
    await world.settle();
    expect(world.headersOf('p/a.jsonl')).toHaveLength(2);
  });

  it('[T30] follows 10,000 files of which 500 grow, with few files open and none starved', async () => {
    const world = current();
    for (let index = 0; index < 10_000; index += 1) {
      world.write(`p${index % 100}/f${index}.jsonl`, lines(1, index));
    }
    world.write('big/history.jsonl', lines(40_000));
    world.setTimes('big/history.jsonl', Date.now() - 86_400_000);
    const openBefore = countOpenFiles();
    const timing = { treeSweepMinMs: 1_000, treeSweepMaxMs: 2_000, activeSweepMs: 100, statusMs: 500 };
    world.startAgent({ watchMode, timing, limits: { batchBytes: 16_000 } });
    await world.until(() => world.hub.headers.length > 2_000);
    const sentBefore = world.hub.headers.length;
    for (let index = 0; index < 500; index += 1) {
      world.append(`p${index % 100}/f${index}.jsonl`, lines(1, 20_000 + index));
    }
    expect(countOpenFiles() - openBefore).toBeLessThan(20);
    await world.settle();
    expect(sentBefore).toBeLessThan(world.hub.headers.length);
    const last = world.hub.headers.findLastIndex(({ path }) => path !== 'projects/big/history.jsonl');
    const history = world.hub.headers.findIndex(({ path }) => path === 'projects/big/history.jsonl');
    expect(history).toBeLessThan(last + 200);
  }, 240_000);

  it('[T30] gives history a turn although live files never stop', async () => {
    const world = current();
    world.write('p/history.jsonl', lines(300));
    for (let index = 0; index < 20; index += 1) world.write(`p/live-${index}.jsonl`, lines(1));
    let round = 0;
    world.hub.hooks.afterCommit = () => {
      round += 1;
      if (world.hubBytes('p/history.jsonl').length < lines(300).length) {
        world.append(`p/live-${round % 20}.jsonl`, lines(1, round));
      }
    };
    world.startAgent({ watchMode, limits: { batchBytes: 1_000 } });
    await world.settle();
  });

  it('[T31] reads a file when permission is given back, and says so meanwhile', async () => {
    const world = current();
    let isDenied = true;
    const openFile = (path: string, flags: number): number => {
      if (isDenied && path.endsWith('secret.jsonl')) {
        throw Object.assign(new Error(`EACCES: permission denied, open '${path}'`), { code: 'EACCES' });
      }
      return openToRead(path, flags);
    };
    world.write('p/secret.jsonl', lines(2));
    world.write('p/open.jsonl', lines(2));
    world.startAgent({ watchMode, faults: { openFile } });
    await world.until(() => world.hub.statuses.some(({ problems }) => problems.length > 0));
    expect(world.hub.statuses.at(-1)?.problems[0]).toContain('secret.jsonl cannot be read');
    isDenied = false;
    await world.settle();
    await world.until(() => world.hub.statuses.at(-1)?.problems.length === 0);
  });

  it('[T31] says that a Claude folder is missing and picks it up when it comes back', async () => {
    const world = current();
    const root = world.at('other-claude');
    world.startAgent({ watchMode, roots: [world.root, root] });
    await world.until(() => world.hub.statuses.at(-1)?.problems.some((text) => text.includes(root)) === true);
    world.writeAt('other-claude/projects/p/a.jsonl', lines(2));
    const held = (): number => world.hub.store.bytesOf(root, 'projects/p/a.jsonl').length;
    await world.until(() => held() === lines(2).length);
    await world.until(() => world.hub.statuses.at(-1)?.problems.length === 0);
    rmSync(root, { recursive: true });
    await world.until(() => world.hub.statuses.at(-1)?.problems.length === 1);
    world.writeAt('other-claude/projects/p/a.jsonl', lines(3, 7));
    await world.until(() => held() === lines(3, 7).length);
  });

  it('[T32] never asks for native watching when told to poll', async () => {
    const world = current();
    let asked = 0;
    const watchFunction: WatchFunction = (dir, options, listener) => {
      asked += 1;
      return watch(dir, options, listener);
    };
    world.startAgent({ watchMode, faults: { watchFunction } });
    world.write('p/deep/er/a.jsonl', lines(2));
    await world.settle();
    await world.barrier();
    expect(asked > 0).toBe(watchMode === 'native');
    expect(world.hub.statuses.at(-1)?.degraded === '').toBe(watchMode === 'native');
  });

  it.each([
    ['ENOSPC', 'inotify watches'],
    ['EMFILE', 'open files'],
  ])('[T33] polls and says so when watching fails with %s, until it works again', async (code, words) => {
    const world = current();
    let isBroken = true;
    const watchFunction: WatchFunction = (dir, options, listener) => {
      if (isBroken && !dir.endsWith('projects')) throw Object.assign(new Error(code), { code });
      return watch(dir, options, listener);
    };
    world.write('p/a.jsonl', lines(1));
    world.startAgent({ watchMode, faults: { watchFunction } });
    await world.settle();
    world.append('p/a.jsonl', lines(1, 1));
    world.write('q/b.jsonl', lines(1));
    await world.settle();
    const degraded = (): string => world.hub.statuses.at(-1)?.degraded ?? '';
    await world.until(() => degraded().startsWith('polling'));
    if (watchMode === 'polling') return;
    expect(degraded()).toContain(words);
    isBroken = false;
    await world.until(() => degraded() === '');
  });

  it('[T33] looks everywhere when an event has no name, and survives a watcher that breaks', async () => {
    const world = current();
    const watchers: FSWatcher[] = [];
    const watchFunction: WatchFunction = (dir, options, listener) => {
      const watcher = watch(dir, options, () => listener('rename', null));
      watchers.push(watcher);
      return watcher;
    };
    world.startAgent({ watchMode, faults: { watchFunction } });
    await world.barrier();
    world.write('p/a.jsonl', lines(1));
    await world.settle();
    world.append('p/a.jsonl', lines(1, 1));
    await world.settle();
    for (const watcher of watchers) watcher.emit('error', new Error('queue overflow'));
    world.append('p/a.jsonl', lines(1, 2));
    world.write('p/b.jsonl', lines(1));
    await world.settle();
    expect(world.hubBytes('p/b.jsonl').toString()).toBe(lines(1));
  });

  it('[T37] keeps history: a compaction replay and a fork are shipped, a clean-up deletes nothing', async () => {
    const world = current();
    world.write('p/a.jsonl', lines(100));
    world.startAgent({ watchMode });
    await world.settle();
    world.append('p/a.jsonl', lines(20, 80));
    world.write('p/fork.jsonl', lines(100) + lines(1, 999));
    await world.settle();
    const held = world.hubBytes('p/a.jsonl');
    rmSync(world.path('p/a.jsonl'));
    await world.barrier();
    await world.stopAgents();
    world.startAgent({ watchMode });
    await world.barrier();
    expect(world.hubBytes('p/a.jsonl').equals(held)).toBe(true);
  });

  it('[T37] ships a very large transcript in bounded memory', async () => {
    const world = current();
    const part = lines(4_000, 0, 2_000);
    for (let index = 0; index < 5; index += 1) {
      if (index === 0) world.write('p/huge.jsonl', part);
      else world.append('p/huge.jsonl', part);
    }
    let mostAhead = 0;
    world.hub.hooks.beforeCommit = (header) => {
      mostAhead = Math.max(mostAhead, header.end - world.hubBytes('p/huge.jsonl').length);
    };
    world.startAgent({ watchMode });
    await world.until(() => world.hub.headers.length >= 5 * 8, String, 30_000);
    await world.settle(30_000);
    expect(mostAhead).toBeLessThanOrEqual(1024 * 1024);
  }, 60_000);
});

function countOpenFiles(): number {
  return process.platform === 'linux' ? readdirSync('/proc/self/fd').length : 0;
}
