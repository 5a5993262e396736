import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { say } from '../test/test-hub.ts';
import { lines, World } from '../test/world.ts';
import { startHeartbeat } from './heartbeat.ts';
import { createManifestBounds } from './manifest-bounds.ts';
import { createReadingShare } from './reading-share.ts';

describe('what a hub, or somebody on the way, can make an agent do', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.create();
    world.write('p/a.jsonl', lines(3));
  });
  afterEach(() => world.close());
  /** One state can be told several times, because something else changed. */
  const delays = (): number[] =>
    [...new Set(world.statuses.map(({ link }) => link))].flatMap((link) =>
      link.kind === 'waiting' ? [link.retryInMs] : [],
    );
  const waits = (): string[] =>
    world.statuses.flatMap(({ link }) => (link.kind === 'waiting' ? [link.reason.message] : []));

  it('[K17] a flood of pings ends the link, before the proof', async () => {
    world.hub.answerHello = () => {
      for (const socket of world.hub.sockets.keys())
        for (let count = 0; count < 500; count += 1) socket.ping();
      return [];
    };
    world.startAgent({ timing: { handshakeMs: 60_000 } });
    await world.until(() => waits().length > 0);
    expect(waits()[0]).toMatch(/^Whoever answers at .* more pings/);
  });

  it.each(['ping', 'pong'] as const)('[K17] a flood of %ss ends the link after it', async (kind) => {
    world.startAgent();
    await world.settle();
    for (const socket of world.hub.sockets.keys())
      for (let count = 0; count < 500; count += 1) socket[kind]();
    await world.until(() => waits().length > 0);
  });

  it('[K18] a page of the manifest after the last one ends the link', async () => {
    world.startAgent();
    await world.settle();
    for (const [socket, channel] of world.hub.sockets)
      say(socket, channel, { type: 'manifest', files: [], documents: [], isLast: false });
    await world.until(() => waits().length > 0);
    expect(waits()[0]).toMatch(/after the last one/);
  });

  it('[K18] a message of more values than any command has ends the link before it is parsed', async () => {
    world.startAgent();
    await world.settle();
    for (const [socket, channel] of world.hub.sockets)
      say(socket, channel, { type: 'command', id: 'x', command: Array.from({ length: 10_000 }, () => ({})) });
    await world.until(() => waits().length > 0);
    expect(waits()[0]).toMatch(/more than \d+ values/);
  });

  it('[K19] delays grow while links are cut before they have lasted', async () => {
    await world.hub.stop();
    await world.hub.start();
    world.hub.hooks.beforeCommit = () => new Promise(() => undefined);
    world.hub.onProof = null;
    const cut = (): void => {
      if (world.lastStatus().link.kind === 'connected') world.hub.cut();
    };
    const timer = setInterval(cut, 5);
    world.startAgent({ random: () => 1 });
    await world.until(() => delays().length >= 4);
    clearInterval(timer);
    expect(delays().slice(0, 4)).toEqual([10, 20, 40, 80]);
  });

  it('[K19] they grow too when something was committed meanwhile: whoever cuts a link can wait for that', async () => {
    world.startAgent({ random: () => 1 });
    await world.settle();
    world.hub.cut();
    await world.until(() => waits().length >= 1);
    await world.until(() => world.lastStatus().link.kind === 'connected');
    world.append('p/a.jsonl', lines(1, 3));
    await world.settle();
    world.hub.cut();
    await world.until(() => delays().length >= 2);
    expect(delays().slice(0, 2)).toEqual([10, 20]);
  });

  it.each(['joinRefused', 'unsupportedVersion'] as const)(
    '[K4] an agent that has met its hub waits ten minutes when that says %s, and does not end',
    async (kind) => {
      world.startAgent();
      await world.settle();
      await world.stopAgents();
      world.statuses.length = 0;
      world.hub.refuseWith = { kind };
      const agent = world.startAgentWithoutToken();
      await world.until(() => waits().length > 0);
      const waiting = world.statuses.find(({ link }) => link.kind === 'waiting')?.link;
      expect(waiting?.kind === 'waiting' && waiting.retryInMs).toBe(600_000);
      await agent.close();
    },
  );
});

describe('bounds of a manifest', () => {
  const page = (names: number, isLast = false) => ({
    ...{ isLast, documents: [] },
    files: Array.from({ length: names }, () => null),
  });
  it('[K18] takes no more pages, and no more bytes, than a machine can need', () => {
    const many = createManifestBounds();
    expect(() => {
      for (let count = 0; count < 100_000; count += 1) many.take(page(0), 100);
    }).toThrow(expect.objectContaining({ kind: 'tooLarge' }));
    const large = createManifestBounds();
    expect(() => {
      for (let count = 0; count < 100; count += 1) large.take(page(0), 16 * 1024 * 1024);
    }).toThrow(expect.objectContaining({ kind: 'tooLarge' }));
    const short = createManifestBounds();
    expect(() => {
      for (let count = 0; count < 126; count += 1) short.take(page(2_000), 100_000);
    }).toThrow(expect.objectContaining({ kind: 'tooLarge' }));
  });

  it('[K18] takes those of a hundred thousand files', () => {
    const bounds = createManifestBounds();
    for (let count = 0; count < 50; count += 1) bounds.take(page(2_000, count === 49), 2_000 * 600);
    expect(bounds.isComplete).toBe(true);
  });
});

describe('time and silence', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('[K20] reading what the hub sends takes a third of the time at most', () => {
    let nowMs = 0;
    let isPaused = false;
    const socket = { pause: () => (isPaused = true), resume: () => (isPaused = false) };
    const share = createReadingShare(socket, () => nowMs);
    let spentMs = 0;
    for (; nowMs < 100_000; nowMs += 100) {
      vi.advanceTimersByTime(100);
      if (isPaused) continue;
      share.spend(100);
      spentMs += 100;
    }
    expect(spentMs).toBeLessThan(36_000);
    expect(spentMs).toBeGreaterThan(20_000);
    share.close();
  });

  const beat = (pulse: { queuedBytes: number; isPaused: boolean }) => {
    let dead = 0;
    const sent: number[] = [];
    const heart = startHeartbeat(
      {
        get queuedBytes() {
          return pulse.queuedBytes;
        },
        get isPaused() {
          return pulse.isPaused;
        },
        sendAlive: (count) => sent.push(count),
      },
      1_000,
      () => (dead += 1),
    );
    return { heart, sent, dead: () => dead };
  };

  it('[K21] asks with a sealed sign of life, and gives up when none comes back', () => {
    const { heart, sent, dead } = beat({ queuedBytes: 0, isPaused: false });
    for (let count = 0; count < 100; count += 1) {
      vi.advanceTimersByTime(1_000);
      heart.heard();
    }
    expect([sent.length, dead()]).toEqual([100, 0]);
    vi.advanceTimersByTime(3_000);
    expect(dead()).toBe(1);
    heart.stop();
  });

  it('[K21] a queue that somebody reads slowly is life for a while, not for ever', () => {
    const pulse = { queuedBytes: 1e9, isPaused: false };
    const { heart, dead } = beat(pulse);
    for (let count = 0; count < 39; count += 1) {
      pulse.queuedBytes -= 1;
      vi.advanceTimersByTime(1_000);
    }
    expect(dead()).toBe(0);
    for (let count = 0; count < 5; count += 1) {
      pulse.queuedBytes -= 1;
      vi.advanceTimersByTime(1_000);
    }
    expect(dead()).toBeGreaterThan(0);
    heart.stop();
  });
});
