import { cpSync, existsSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { OrreryError } from '@orrery/protocol';
import { expect, it } from 'vitest';
import { BadNetwork } from './bad-network.ts';
import { HubStore } from './hub-store.ts';
import { describeInBothModes } from './modes.ts';
import { lines } from './world.ts';

describeInBothModes('delivery', (watchMode, current) => {
  it('[T4] sends a line once that was incomplete when the agent stopped', async () => {
    const world = current();
    world.write('p/a.jsonl', `${lines(2)}{"part":`);
    world.startAgent({ watchMode });
    await world.settle();
    await world.stopAgents();
    world.append('p/a.jsonl', '"done"}\n');
    world.startAgent({ watchMode });
    await world.settle();
    expect(world.headersOf('p/a.jsonl').map(({ start }) => start)).toEqual([0, lines(2).length]);
    expect(world.hub.store.repeatedBytes).toBe(0);
  });

  it('[T11] goes on after a restart with the lines written meanwhile', async () => {
    const world = current();
    world.write('p/a.jsonl', lines(3));
    world.startAgent({ watchMode });
    await world.settle();
    await world.stopAgents();
    world.append('p/a.jsonl', lines(3, 3));
    world.write('p/b.jsonl', lines(2));
    world.startAgent({ watchMode });
    await world.settle();
    expect(world.headersOf('p/a.jsonl')).toHaveLength(2);
  });

  it('[T12] stores a batch once whose ack was lost', async () => {
    const world = current();
    let lost = 0;
    world.hub.hooks.answer = (ack) => {
      if (lost >= 3) return ack;
      lost += 1;
      world.hub.cut();
      return null;
    };
    world.write('p/a.jsonl', lines(400));
    world.startAgent({ watchMode, limits: { batchBytes: 4_000 } });
    await world.settle();
    expect(lost).toBe(3);
    expect(world.hub.store.repeatedBytes).toBe(0);
  });

  it('[T13] loses and doubles nothing when it stops in the middle of 4,000 lines', async () => {
    const world = current();
    world.write('p/a.jsonl', lines(4_000));
    for (const stopAt of [5, 20, 60]) {
      const agent = world.startAgent({ watchMode, limits: { batchBytes: 2_000 } });
      await world.until(() => world.hub.headers.length >= stopAt);
      await agent.close();
    }
    world.startAgent({ watchMode, limits: { batchBytes: 2_000 } });
    await world.settle();
    expect(world.hubBytes('p/a.jsonl').toString().trimEnd().split('\n')).toHaveLength(4_000);
  });

  it('[T34] reads its second copy when the state file is truncated or zeroed', async () => {
    const world = current();
    world.write('p/a.jsonl', lines(1));
    world.startAgent({ watchMode });
    await world.settle();
    const file = join(world.at('state'), 'identity.json');
    const size = readFileSync(file).length;
    for (const damage of [() => truncateSync(file, 20), () => writeFileSync(file, Buffer.alloc(size))]) {
      await world.stopAgents();
      damage();
      world.append('p/a.jsonl', lines(1, 1));
      world.startAgent({ watchMode });
      await world.settle();
    }
    expect(world.hub.stores.size).toBe(1);
  });

  it('[T34] says what to do when no copy of its state can be read', async () => {
    const world = current();
    world.writeAt('state/identity.json', '');
    world.writeAt('state/identity.backup.json', '\0\0\0');
    const agent = world.startAgent({ watchMode });
    await expect(world.runOf(agent)).rejects.toMatchObject({
      kind: 'storage',
      message: expect.stringContaining('join this machine again'),
    });
  });

  it('[T34] says that the disk is full, and keeps no half-written state', async () => {
    const world = current();
    const writeFile = (): void => {
      throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
    };
    const agent = world.startAgent({ watchMode, faults: { writeFile } });
    const error = await world.runOf(agent).then(
      () => null,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(OrreryError);
    expect(error).toMatchObject({ kind: 'storage', message: expect.stringContaining('no space left') });
    expect(existsSync(join(world.at('state'), 'identity.json'))).toBe(false);
  });

  it('[T36] keeps a cloned machine apart from its original', async () => {
    const world = current();
    world.write('p/a.jsonl', lines(3));
    world.startAgent({ watchMode, machine: 'original' });
    await world.settle();
    cpSync(world.at('state'), world.at('state-clone'), { recursive: true });
    cpSync(world.root, world.at('claude-clone'), { recursive: true });
    world.appendAt('claude-clone/projects/p/a.jsonl', lines(2, 50));
    world.startAgent({
      watchMode,
      machine: 'clone',
      stateDir: world.at('state-clone'),
      roots: [world.at('claude-clone')],
    });
    await world.until(() => world.hub.stores.size === 2);
    const [original, clone] = [...world.hub.stores.values()];
    const cloned = (): string =>
      clone?.bytesOf(world.at('claude-clone'), 'projects/p/a.jsonl').toString() ?? '';
    await world.until(() => cloned() === lines(3) + lines(2, 50));
    expect(original?.bytesOf(world.root, 'projects/p/a.jsonl').toString()).toBe(lines(3));
    expect(new Set(world.hub.proofs.map(({ publicKey }) => publicKey)).size).toBe(1);
  });

  it('[T38] ships what it missed when the hub comes back', async () => {
    const world = current();
    world.write('p/a.jsonl', lines(2));
    world.startAgent({ watchMode });
    await world.settle();
    await world.hub.stop();
    world.append('p/a.jsonl', lines(50, 2));
    world.write('p/b.jsonl', lines(5));
    await world.until(() => world.statuses.some(({ link }) => link.kind === 'waiting'));
    await world.hub.start();
    await world.settle();
    expect(world.hubGeneration('p/a.jsonl')).toBe(0);
  });

  it('[T38] goes on from the older offset when the hub was restored from a backup', async () => {
    const world = current();
    world.write('p/a.jsonl', lines(40));
    world.startAgent({ watchMode });
    await world.settle();
    const backup = world.hub.store.backup();
    world.append('p/a.jsonl', lines(40, 40));
    world.write('p/b.jsonl', lines(3));
    await world.settle();
    await world.hub.stop();
    for (const host of world.hub.stores.keys()) world.hub.stores.set(host, backup);
    await world.hub.start();
    await world.settle();
    expect(world.hubGeneration('p/a.jsonl')).toBe(0);
    expect(backup.repeatedBytes).toBe(0);
  });

  it('[T38] sends everything again to a hub that was wiped', async () => {
    const world = current();
    world.write('p/a.jsonl', lines(40));
    world.startAgent({ watchMode });
    await world.settle();
    await world.hub.stop();
    for (const host of world.hub.stores.keys()) world.hub.stores.set(host, new HubStore());
    await world.hub.start();
    await world.settle();
    expect(world.hubBytes('p/a.jsonl').toString()).toBe(lines(40));
  });

  it('[T40] keeps live lines moving over 64 kB a second with bounded memory', async () => {
    const world = current();
    const proxy = new BadNetwork(() => world.hub.port);
    await proxy.start();
    try {
      proxy.bytesPerSecond = 64_000;
      world.hub.windowBytes = 32_000;
      world.write('p/history.jsonl', randomLines(400_000));
      world.setTimes('p/history.jsonl', Date.now() - 7_200_000);
      world.startAgent({ watchMode, hubUrl: proxy.url, limits: { batchBytes: 16_000 } });
      await world.until(() => world.hub.stores.size > 0 && world.hub.headers.length > 1);
      world.write('p/live.jsonl', lines(1));
      await world.until(() => world.hubBytes('p/live.jsonl').length > 0);
      expect(world.hubBytes('p/history.jsonl').length).toBeLessThan(400_000);
      proxy.bytesPerSecond = null;
      await world.settle();
    } finally {
      await world.stopAgents();
      await proxy.close();
    }
  });

  it('[T40] finds out that a connection is half open and makes another', async () => {
    const world = current();
    const proxy = new BadNetwork(() => world.hub.port);
    await proxy.start();
    try {
      world.write('p/a.jsonl', lines(2));
      world.startAgent({ watchMode, hubUrl: proxy.url, timing: { heartbeatMs: 60, handshakeMs: 200 } });
      await world.settle();
      proxy.isSilent = true;
      world.append('p/a.jsonl', lines(2, 2));
      await world.until(() => world.statuses.some(({ link }) => link.kind === 'waiting'));
      proxy.isSilent = false;
      await world.settle();
      expect(proxy.accepted).toBeGreaterThan(1);
    } finally {
      await world.stopAgents();
      await proxy.close();
    }
  });

  it('[T40] goes on after resets in the middle of batches', async () => {
    const world = current();
    const proxy = new BadNetwork(() => world.hub.port);
    await proxy.start();
    try {
      proxy.resetAfterBytes = 90_000;
      world.write('p/a.jsonl', randomLines(600_000));
      world.startAgent({ watchMode, hubUrl: proxy.url, limits: { batchBytes: 20_000 } });
      await world.settle();
      expect(proxy.accepted).toBeGreaterThan(3);
    } finally {
      await world.stopAgents();
      await proxy.close();
    }
  });
});

/** Lines that compression cannot shrink. */
function randomLines(sizeBytes: number): string {
  let text = '';
  let seed = 1;
  while (text.length < sizeBytes) {
    let line = '';
    for (let index = 0; index < 60; index += 1) {
      seed = (seed * 48_271) % 2_147_483_647;
      line += seed.toString(36);
    }
    text += `${JSON.stringify({ line })}\n`;
  }
  return text;
}
