import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, it, vi } from 'vitest';
import type { ProbePoint } from '../ship/probe.ts';
import type { ChildTask } from './agent-child.ts';
import { describeInBothModes, type WatchMode } from './modes.ts';
import { lines, type World } from './world.ts';

// Three processes a test, one after the other, on machines of two busy cores.
vi.setConfig({ testTimeout: 120_000 });

const childPath = fileURLToPath(new URL('./agent-child.ts', import.meta.url));

const inAgent: ProbePoint[] = ['beforeRead', 'afterRead', 'beforeSend', 'afterSend', 'beforeAck', 'afterAck'];

describeInBothModes('SIGKILL', (watchMode, current) => {
  it.each(inAgent)('[T12] loses and doubles nothing when the agent is killed at %s', async (point) => {
    const world = current();
    fill(world);
    for (const count of [1, 4]) {
      const child = start(world, watchMode, { point, count });
      const [, signal] = await once(child, 'exit');
      expect(signal).toBe('SIGKILL');
      world.append('p/a.jsonl', lines(3, 1_000 + count));
    }
    await finish(world, watchMode);
  });

  it.each(['beforeCommit', 'afterCommit'] as const)(
    '[T12] loses and doubles nothing when the agent is killed at the hub’s %s',
    async (hook) => {
      const world = current();
      fill(world);
      for (const count of [1, 5]) {
        let passed = 0;
        const child = start(world, watchMode, null);
        world.hub.hooks[hook] = () => {
          passed += 1;
          if (passed === count) child.kill('SIGKILL');
        };
        await once(child, 'exit');
        world.hub.hooks = {};
        world.append('p/a.jsonl', lines(3, 1_000 + count));
      }
      await finish(world, watchMode);
    },
  );
});

function fill(world: World): void {
  world.write('p/a.jsonl', lines(120));
  world.write('p/b.jsonl', `${lines(60)}{"half":`);
}

async function finish(world: World, watchMode: WatchMode): Promise<void> {
  const before = world.hub.hellos.length;
  const child = start(world, watchMode, null);
  try {
    // On a busy machine a process takes longer to start than to do all of its work.
    while (world.hub.hellos.length === before) await once(world.hub, 'change');
    world.append('p/b.jsonl', '1}\n');
    await world.settle();
    expect(world.hubGeneration('p/a.jsonl')).toBe(0);
    expect(world.hub.store.repeatedBytes).toBe(0);
  } finally {
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  }
}

function start(world: World, watchMode: WatchMode, killAt: ChildTask['killAt']): ChildProcess {
  const task: ChildTask = {
    hubUrl: world.hub.url,
    joinToken: world.hub.joinToken,
    stateDir: world.at('state'),
    root: world.root,
    watchMode,
    batchBytes: 1_000,
    killAt,
  };
  return fork(childPath, { execArgv: [], env: { ...process.env, ORRERY_TEST_TASK: JSON.stringify(task) } });
}
