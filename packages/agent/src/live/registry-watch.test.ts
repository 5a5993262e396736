import { mkdirSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { describeInBothModes } from '../test/modes.ts';
import type { World } from '../test/world.ts';
import { parseRegistryEntry } from './parse-registry-entry.ts';
import { parseProcStat } from './process-facts.ts';
import { createProcessTable, type ProcessTable } from './process-table.ts';

const entry = {
  pid: 7414,
  sessionId: '0b0c1d2e-0000-4000-8000-000000000001',
  cwd: '/tmp/project-41',
  startedAt: 1_795_380_052_401,
  procStart: '171691',
  version: '2.1.330',
  kind: 'interactive',
  entrypoint: 'cli',
  pidDomain: 'linux:0123456789abcdef:pid:[4026531836]',
  jobId: 'dfcfa9c3',
  messagingSocketPath: '/tmp/cc-socks/7414.sock',
  name: 'project-41',
  nameSource: 'derived',
  status: 'waiting',
  statusUpdatedAt: 1_795_380_052_500,
  waitingFor: 'permission prompt',
};

/** A process table that a test can change. */
class FakeProcesses implements ProcessTable {
  readonly pidNamespace = 'pid:[4026531836]';
  readonly starts = new Map<number, string>([[7414, '171691']]);
  startTimeOf(pid: number): string | null {
    return this.starts.get(pid) ?? null;
  }
}

function writeEntry(world: World, changes: Record<string, unknown> = {}): void {
  mkdirSync(join(world.root, 'sessions'), { recursive: true });
  const pid = String(changes.pid ?? entry.pid);
  writeFileSync(join(world.root, 'sessions', `${pid}.json`), JSON.stringify({ ...entry, ...changes }));
}

describeInBothModes('live sessions', (watchMode, current) => {
  it('[L1] reports what runs, and nothing that identifies the machine', async () => {
    const world = current();
    writeEntry(world);
    writeFileSync(join(world.root, 'sessions', `7414.${'a'.repeat(64)}.key`), 'secret');
    world.startAgent({ watchMode, processTable: new FakeProcesses() });
    await world.until(() => world.hub.live.some(({ running }) => running.length === 1));
    const [message] = world.hub.live;
    expect(message).toMatchObject({ isFull: true, gone: [] });
    expect(message?.running[0]).toEqual({
      root: world.root,
      pid: 7414,
      sessionId: entry.sessionId,
      status: 'waiting',
      waitingFor: 'permission prompt',
      statusSince: entry.statusUpdatedAt,
      startedAt: entry.startedAt,
      cwd: entry.cwd,
      entrypoint: 'cli',
      version: '2.1.330',
      name: null,
      process: 'alive',
      source: 'registry',
      kind: 'interactive',
    });
    expect(JSON.stringify(world.hub.live)).not.toMatch(/0123456789abcdef|cc-socks|dfcfa9c3|secret/);
  });

  it.skipIf(watchMode === 'polling')(
    '[L2] sees the first client of a home at once, without the timer',
    async () => {
      const world = current();
      world.startAgent({
        watchMode,
        processTable: new FakeProcesses(),
        timing: { pidCheckMs: 3_600_000, workingPidCheckMs: 3_600_000 },
      });
      await world.barrier();
      writeEntry(world);
      await world.until(() => world.hub.live.some(({ running }) => running.length === 1));
    },
  );

  it('[L2] follows a status change, a rename and a /clear in the same process', async () => {
    const world = current();
    writeEntry(world);
    world.startAgent({ watchMode, processTable: new FakeProcesses() });
    await world.until(() => world.hub.live.length > 0);
    writeEntry(world, { status: 'busy', name: 'release', nameSource: 'user' });
    const last = (): unknown => world.hub.live.at(-1);
    await world.until(() => world.hub.live.at(-1)?.running[0]?.status === 'busy');
    expect(last()).toMatchObject({ isFull: false, running: [{ name: 'release' }] });
    writeEntry(world, { sessionId: 'second', status: 'compacting' });
    await world.until(() => world.hub.live.at(-1)?.running[0]?.sessionId === 'second');
    expect(last()).toMatchObject({
      running: [{ status: 'other' }],
      gone: [{ sessionId: entry.sessionId, how: 'exited' }],
    });
  });

  it('[L3] says exited when the file is removed and died when it stays behind', async () => {
    const world = current();
    const processes = new FakeProcesses();
    processes.starts.set(99, '5');
    writeEntry(world);
    writeEntry(world, { pid: 99, procStart: '5', sessionId: 'other' });
    world.startAgent({ watchMode, processTable: processes });
    await world.until(() => world.hub.live.length > 0);
    unlinkSync(join(world.root, 'sessions', '7414.json'));
    processes.starts.delete(99);
    const gone = (): unknown[] => world.hub.live.flatMap((message) => message.gone);
    await world.until(() => gone().length === 2);
    expect(gone()).toEqual(
      expect.arrayContaining([
        { root: world.root, pid: 7414, sessionId: entry.sessionId, how: 'exited' },
        { root: world.root, pid: 99, sessionId: 'other', how: 'died' },
      ]),
    );
  });

  it('[L3] finds the death of a client at work long before it looks at everything', async () => {
    const world = current();
    const processes = new FakeProcesses();
    writeEntry(world, { status: 'busy' });
    world.startAgent({ watchMode, processTable: processes, timing: { pidCheckMs: 3_600_000 } });
    await world.until(() => world.hub.live.some(({ running }) => running.length === 1));
    processes.starts.delete(entry.pid);
    await world.until(() => world.hub.live.some(({ gone }) => gone[0]?.how === 'died'));
  });

  it.skipIf(watchMode === 'polling')(
    '[L3] finds the death of a client that was at its prompt when it was met, and went to work since',
    async () => {
      const world = current();
      const processes = new FakeProcesses();
      writeEntry(world, { status: 'idle' });
      world.startAgent({ watchMode, processTable: processes, timing: { pidCheckMs: 3_600_000 } });
      await world.until(() => world.hub.live.some(({ running }) => running.length === 1));
      writeEntry(world, { status: 'busy' });
      await world.until(() => world.hub.live.at(-1)?.running[0]?.status === 'busy');
      processes.starts.delete(entry.pid);
      await world.until(() => world.hub.live.some(({ gone }) => gone[0]?.how === 'died'));
    },
  );

  it('[L4] does not take a stale file for a session when its pid was given to another process', async () => {
    const world = current();
    writeEntry(world, { procStart: '1' });
    writeEntry(world, { pid: 12, sessionId: 'dead' });
    world.startAgent({ watchMode, processTable: new FakeProcesses() });
    await world.barrier();
    expect(world.hub.live.flatMap(({ running }) => running)).toEqual([]);
  });

  it('[L5] says that it cannot know about a process of another pid namespace', async () => {
    const world = current();
    writeEntry(world, { pidDomain: 'linux:x:pid:[1]' });
    world.startAgent({ watchMode, processTable: new FakeProcesses() });
    await world.until(() => world.hub.live.some(({ running }) => running[0]?.process === 'unverifiable'));
  });

  it('[L6] reads again what it caught half-written', async () => {
    const world = current();
    const path = join(world.root, 'sessions', '7414.json');
    mkdirSync(join(world.root, 'sessions'));
    writeFileSync(path, JSON.stringify(entry).slice(0, 60));
    world.startAgent({ watchMode, processTable: new FakeProcesses() });
    await world.until(() => world.hub.live.length > 0);
    expect(world.hub.live[0]?.running).toEqual([]);
    writeFileSync(path, JSON.stringify(entry));
    await world.until(() => world.hub.live.at(-1)?.running.length === 1);
  });

  it('[L7] tells everything again to a hub that comes back', async () => {
    const world = current();
    writeEntry(world);
    world.startAgent({ watchMode, processTable: new FakeProcesses() });
    await world.until(() => world.hub.live.length > 0);
    world.hub.cut();
    await world.until(() => world.hub.live.filter(({ isFull }) => isFull).length === 2);
    expect(world.hub.live.at(-1)?.running).toHaveLength(1);
  });

  it('[L7] tells a hub that comes back what died meanwhile, as its file that stayed behind says', async () => {
    const world = current();
    const processes = new FakeProcesses();
    writeEntry(world);
    writeEntry(world, { pid: 12, sessionId: 'long-dead' });
    world.startAgent({ watchMode, processTable: processes });
    await world.until(() => world.hub.live.length > 0);
    await world.stopAgents();
    processes.starts.delete(entry.pid);
    world.startAgent({ watchMode, processTable: processes });
    await world.until(() => world.hub.live.filter(({ isFull }) => isFull).length === 2);
    expect(world.hub.live.at(-1)).toMatchObject({
      running: [],
      gone: [
        { pid: 12, sessionId: 'long-dead', how: 'died' },
        { pid: entry.pid, sessionId: entry.sessionId, how: 'died' },
      ],
    });
  });

  it('[L8] ships the meta file of a sub-agent when it changes, and not what the hub holds', async () => {
    const world = current();
    const path = 'p/s/subagents/agent-a1.meta.json';
    world.write(path, JSON.stringify({ agentType: 'Explore', toolUseId: 'toolu_1' }));
    world.startAgent({ watchMode });
    const held = (): string =>
      [...(world.hub.stores.size ? world.hub.store.documents.values() : [])][0]?.content ?? '';
    await world.until(() => held().includes('toolu_1'));
    world.write(path, JSON.stringify({ agentType: 'Explore', toolUseId: 'toolu_1', finished: true }));
    await world.until(() => held().includes('finished'));
    const sent = world.hub.documentCount;
    await world.stopAgents();
    world.startAgent({ watchMode });
    await world.barrier();
    expect(world.hub.documentCount).toBe(sent);
  });
});

describe('registry entries', () => {
  it('[L9] finds the start time behind a process name with blanks and brackets, and none for a zombie', () => {
    const fields = Array.from({ length: 30 }, (_, index) => String(index + 4)).join(' ');
    expect(parseProcStat(`12 (a) b (c) S ${fields}`)).toEqual({
      name: 'a) b (c',
      parentPid: 4,
      startTime: '22',
    });
    expect(parseProcStat(`12 (claude) Z ${fields}`)).toBeNull();
  });

  it('[L10] knows this process and not one that never was', () => {
    const table = createProcessTable();
    expect(table.startTimeOf(process.pid)).not.toBeNull();
    expect(table.startTimeOf(2 ** 22 + 12_345)).toBeNull();
    expect(createProcessTable('darwin').startTimeOf(process.pid)).toBe('unknown');
  });

  it('[L11] accepts an entry of an old client without status, and refuses what is none', () => {
    const parsed = parseRegistryEntry('/r', JSON.stringify({ pid: 1, sessionId: 's' }));
    expect(parsed?.session.status).toBeNull();
    for (const text of ['', '{', '[]', 'null', '{"pid":"1","sessionId":"s"}', '{"pid":0,"sessionId":"s"}']) {
      expect(parseRegistryEntry('/r', text)).toBeNull();
    }
  });

  it('[L11] takes no session id that is none, and nothing that is too long or no time', () => {
    for (const sessionId of ['--help', '$(id)', 'a b', '', 'x'.repeat(200)]) {
      expect(parseRegistryEntry('/r', JSON.stringify({ ...entry, sessionId }))).toBeNull();
    }
    const odd = { name: 'n'.repeat(1_000_000), nameSource: 'user', startedAt: 1e300, statusUpdatedAt: -5 };
    const parsed = parseRegistryEntry('/r', JSON.stringify({ ...entry, ...odd, updatedAt: null }));
    expect(parsed?.session).toMatchObject({
      name: null,
      startedAt: null,
      statusSince: null,
      status: 'waiting',
    });
  });
});
