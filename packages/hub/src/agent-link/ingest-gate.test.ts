import { describe, expect, it } from 'vitest';
import { createCounters } from '../server/counters.ts';
import { createIngestGate } from './ingest-gate.ts';
import { createMessageRate } from './message-rate.ts';
import { createSocketHold } from './socket-hold.ts';

const limits = { heldBytes: 1_000, workBytes: 10_000, senderWorkBytes: 4_000, senderItems: 8 };

/** A sender, what it was told, and work that ends when asked. */
function world() {
  const counters = createCounters();
  const gate = createIngestGate({ limits, counters });
  let machines = 0;
  const join = (host = `host ${++machines}`) => {
    const told: string[] = [];
    const lane = gate.open(host, { hold: () => told.push('hold'), release: () => told.push('release') });
    const ends: (() => void)[] = [];
    const send = (heldBytes: number, workBytes: number) =>
      lane.run({ heldBytes, workBytes }, () => new Promise<void>((resolve) => ends.push(resolve)));
    const settle = async (count = ends.length) => {
      for (const end of ends.splice(0, count)) end();
      await new Promise((resolve) => setImmediate(resolve));
    };
    return { told, lane, send, settle };
  };
  return { counters, join };
}

describe('the gate in front of the archive', () => {
  it('[AG16] counts raw bytes: a kilobyte that unpacks to megabytes holds its sender, and nobody else', async () => {
    const { join } = world();
    const [greedy, other] = [join(), join()];
    void greedy.send(10, 4_001);
    void other.send(10, 100);
    expect(greedy.told).toEqual(['hold']);
    expect(other.told).toEqual([]);
    await greedy.settle();
    expect(greedy.told).toEqual(['hold', 'release']);
  });

  it('[AG16] counts pieces too, and a machine that links again begins with what it left', async () => {
    const { join } = world();
    const [first, other] = [join('evil'), join('venus')];
    for (let i = 0; i < 9; i += 1) void first.send(1, 1);
    expect(first.told).toEqual(['hold']);
    first.lane.close();
    const second = join('evil');
    void second.send(1, 1);
    void other.send(1, 1);
    expect(second.told).toEqual(['hold']);
    expect(other.told).toEqual([]);
    await first.settle();
    expect(second.told).toEqual(['hold', 'release']);
    await second.settle();
    void second.send(1, 1);
    expect(second.told).toEqual(['hold', 'release']);
  });

  it('[AG10] holds whoever sends while all together have too much waiting, until half of it is left', async () => {
    const { join } = world();
    const agents = [join(), join(), join(), join()];
    for (const agent of agents) void agent.send(1, 3_000);
    expect(agents.map(({ told }) => told.length)).toEqual([0, 0, 0, 1]);
    await agents[0]?.settle();
    expect(agents[3]?.told).toEqual(['hold']);
    await agents[1]?.settle();
    await agents[2]?.settle();
    await agents[3]?.settle();
    expect(agents[3]?.told).toEqual(['hold', 'release']);
  });

  it('[MT1] has true counters while it fills and drains, also when work fails or the sender is gone', async () => {
    const { counters, join } = world();
    const agent = join();
    const waiting = [agent.send(600, 2_000), agent.send(600, 2_500)];
    const failed = agent.lane.run({ heldBytes: 5, workBytes: 5 }, () => Promise.reject(new Error('no')));
    expect(counters).toMatchObject({
      ingestQueueItems: 3,
      ingestQueueBytes: 1_205,
      ingestQueueRawBytes: 4_505,
    });
    expect(counters.agentsHeld).toBe(1);
    await expect(failed).rejects.toThrow('no');
    expect(counters).toMatchObject({
      ingestQueueItems: 2,
      ingestQueueBytes: 1_200,
      ingestQueueRawBytes: 4_500,
    });
    agent.lane.close();
    expect(counters.agentsHeld).toBe(0);
    await agent.settle();
    await Promise.all(waiting);
    expect(counters).toMatchObject({ ingestQueueItems: 0, ingestQueueBytes: 0, ingestQueueRawBytes: 0 });
    expect(agent.told).toEqual(['hold']);
  });
});

describe('the rate of one agent', () => {
  it('[AG17] is a burst and so many points a second; who is faster is not read until it has caught up', () => {
    let now = 0;
    let task = (): void => undefined;
    let delay = 0;
    let slowed = 0;
    const told: string[] = [];
    const clock = {
      now: () => now,
      schedule: (later: () => void, delayMs: number) => {
        task = later;
        delay = delayMs;
        return () => told.push('cancelled');
      },
    };
    const sender = { hold: () => told.push('hold'), release: () => told.push('release') };
    const rate = createMessageRate({ perSecond: 10, burst: 20 }, sender, clock, () => {
      slowed += 1;
    });
    for (let i = 0; i < 20; i += 1) rate.take(1);
    expect(told).toEqual([]);
    rate.take(5);
    rate.take(1);
    expect({ told, delay, slowed }).toEqual({ told: ['hold'], delay: 500, slowed: 1 });
    now = 600;
    task();
    rate.close();
    expect(told).toEqual(['hold', 'release']);
  });

  it('[AG17] two reasons to hold a socket are over when both are', () => {
    const told: string[] = [];
    const hold = createSocketHold({ pause: () => told.push('pause'), resume: () => told.push('resume') });
    const [one, two] = [hold.reason(), hold.reason()];
    one.hold();
    two.hold();
    one.release();
    one.release();
    expect(told).toEqual(['pause']);
    two.release();
    expect(told).toEqual(['pause', 'resume']);
  });
});
