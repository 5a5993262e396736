import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LiveSession } from '@orrery/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ClaudeFiles } from '../files/claude-files.ts';
import { type ClaudeProcess, startClaudeProcess } from '../test/claude-process.ts';
import { LiveWatch } from './live-watch.ts';
import { createProcessControl, type ProcessControl } from './process-control.ts';

/** Makes a pid namespace, as containers have. */
const UNSHARE = 'unshare';

const ONE = '00000000-0000-4000-8000-000000000001';
const TWO = '00000000-0000-4000-8000-000000000002';
const OLD = '00000000-0000-4000-8000-00000000000f';

/** Told of a session, in order: `+` runs, `-` exited, `x` died. */
class Scene {
  readonly dir = mkdtempSync(join(tmpdir(), 'orrery-scan-'));
  readonly root = join(this.dir, 'root');
  readonly cwd = join(this.dir, 'work.d');
  readonly processes: ClaudeProcess[] = [];
  readonly running: LiveSession[] = [];
  readonly told: string[] = [];
  #watch: LiveWatch | null = null;

  get watch(): LiveWatch {
    if (this.#watch === null) throw new Error('Nothing watches.');
    return this.#watch;
  }

  async start(title = 'claude', cwd = this.cwd): Promise<ClaudeProcess> {
    const started = await startClaudeProcess({ cwd, title });
    this.processes.push(started);
    return started;
  }

  write(sessionId: string, version = '2.1.19', cwd = this.cwd): void {
    const dir = join(this.root, 'projects', cwd.replace(/[^A-Za-z0-9]/g, '-'));
    mkdirSync(dir, { recursive: true });
    appendFileSync(
      join(dir, `${sessionId}.jsonl`),
      `${JSON.stringify({ type: 'user', version, sessionId })}\n`,
    );
  }

  age(sessionId: string, seconds: number): void {
    const at = Date.now() / 1000 - seconds;
    utimesSync(
      join(this.root, 'projects', this.cwd.replace(/[^A-Za-z0-9]/g, '-'), `${sessionId}.jsonl`),
      at,
      at,
    );
  }

  /** Only processes of this test: other clients may run on the machine. */
  look(changes: Partial<ProcessControl> = {}, processSettleMs = 0): void {
    const control = { ...createProcessControl(), ...changes };
    this.#watch = new LiveWatch({
      files: new ClaudeFiles({ roots: [this.root] }),
      roots: [this.root],
      mode: 'polling',
      processes: control,
      control,
      pidCheckMs: 20,
      workingPidCheckMs: 20,
      processScanMs: 20,
      processSettleMs,
      monotonicMs: () => performance.now(),
      wallMs: () => Date.now(),
      onChange: ({ running, gone }) => {
        this.running.push(...running);
        for (const { how, sessionId } of gone)
          this.told.push(`${how === 'exited' ? '-' : 'x'}${sessionId.at(-1)}`);
        for (const { sessionId } of running) this.told.push(`+${sessionId.at(-1)}`);
      },
      onError: (error) => {
        throw error;
      },
    });
    this.#watch.start();
  }

  async until(isTrue: () => boolean): Promise<void> {
    const deadlineMs = performance.now() + 10_000;
    while (!isTrue()) {
      if (performance.now() > deadlineMs) throw new Error(`Told so far: ${this.told.join(' ')}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  /** Whole looks have passed: a session that is found later, in another folder, is told. */
  async barrier(): Promise<void> {
    const cwd = join(this.dir, 'barrier');
    const sessionId = '00000000-0000-4000-8000-00000000000b';
    await this.start('claude', cwd);
    this.write(sessionId, '2.1.19', cwd);
    await this.until(() => this.told.includes('+b'));
  }

  close(): void {
    this.#watch?.close();
    for (const { child } of this.processes) child.kill('SIGKILL');
    rmSync(this.dir, { recursive: true, force: true });
  }
}

describe.runIf(process.platform === 'linux')('clients without a registry', () => {
  let scene: Scene;
  beforeEach(() => {
    scene = new Scene();
  });
  afterEach(() => scene.close());

  it('[L32] are found by their process, working folder and the newest transcript since they started', async () => {
    scene.write(OLD);
    scene.age(OLD, 100);
    const { pid } = await scene.start();
    scene.look();
    scene.write(ONE);
    await scene.until(() => scene.running.length > 0);
    expect(scene.running).toEqual([
      {
        root: scene.root,
        source: 'process',
        kind: null,
        pid,
        sessionId: ONE,
        status: null,
        waitingFor: null,
        statusSince: null,
        startedAt: expect.any(Number),
        cwd: scene.cwd,
        entrypoint: null,
        version: '2.1.19',
        name: null,
        process: 'alive',
      },
    ]);
    expect(Math.abs((scene.running[0]?.startedAt ?? 0) - Date.now())).toBeLessThan(60_000);
    expect(scene.watch.running).toHaveLength(1);
  });

  it('[L32] died is said when the process goes', async () => {
    const { child } = await scene.start();
    scene.write(ONE);
    scene.look();
    await scene.until(() => scene.told.length === 1);
    child.kill('SIGKILL');
    await scene.until(() => scene.told.length === 2);
    expect(scene.told).toEqual(['+1', 'x1']);
    expect(scene.watch.running).toEqual([]);
  });

  it('[L32] exited is said when it was ended by command', async () => {
    const { child } = await scene.start();
    scene.write(ONE);
    scene.look();
    await scene.until(() => scene.told.length === 1);
    const [target] = scene.watch.targetsOf(ONE);
    if (target) scene.watch.expectEnd(target, true);
    child.kill('SIGKILL');
    await scene.until(() => scene.told.length === 2);
    expect(scene.told).toEqual(['+1', '-1']);
  });

  it('[L4] an entry without a start time is no session when its pid is that of another program by now', async () => {
    const innocent = await scene.start('postgres');
    const client = await scene.start();
    mkdirSync(join(scene.root, 'sessions'), { recursive: true });
    for (const [pid, sessionId] of [
      [innocent.pid, ONE],
      [client.pid, TWO],
    ]) {
      writeFileSync(join(scene.root, 'sessions', `${pid}.json`), JSON.stringify({ pid, sessionId }));
    }
    scene.look({
      describe: (pid) => {
        const facts = createProcessControl().describe(pid);
        return facts && pid === innocent.pid ? { ...facts, exe: '/usr/lib/postgres' } : facts;
      },
    });
    await scene.barrier();
    expect(scene.told).toEqual(['+2', '+b']);
  });

  it('[L33] are not those that register, whatever they write or do not write', async () => {
    const { pid, startTime } = await scene.start();
    scene.write(ONE, '2.1.330');
    scene.look();
    await scene.barrier();
    expect(scene.told).toEqual(['+b']);
    // It registers late: the registry's report is the only one.
    mkdirSync(join(scene.root, 'sessions'));
    const entry = { pid, procStart: startTime, sessionId: TWO, version: '2.1.330', status: 'idle' };
    writeFileSync(join(scene.root, 'sessions', `${pid}.json`), JSON.stringify(entry));
    scene.write(TWO, '2.1.19');
    await scene.until(() => scene.told.includes('+2'));
    expect(scene.running.at(-1)?.source).toBe('registry');
  });

  it('[L33] are not told gone when a registry file takes them over', async () => {
    const { pid, startTime } = await scene.start();
    scene.write(ONE);
    scene.look();
    await scene.until(() => scene.told.length === 1);
    mkdirSync(join(scene.root, 'sessions'));
    const entry = { pid, procStart: startTime, sessionId: ONE, version: '2.1.330', status: 'idle' };
    writeFileSync(join(scene.root, 'sessions', `${pid}.json`), JSON.stringify(entry));
    await scene.until(() => scene.running.at(-1)?.source === 'registry');
    await scene.barrier();
    expect(scene.told).toEqual(['+1', '+1', '+b']);
    expect(scene.watch.running.filter(({ sessionId }) => sessionId === ONE)).toHaveLength(1);
  });

  it('[L33] are not processes of another name, another user, another pid namespace, or helpers of a client', async () => {
    await scene.start('clauded');
    const foreign = await scene.start();
    const contained = await scene.start();
    const helper = await scene.start();
    scene.write(ONE);
    const { describe: real } = createProcessControl();
    scene.look({
      describe: (pid) => {
        const facts = real(pid);
        if (facts && pid === foreign.pid) return { ...facts, uid: 4_242 };
        if (facts && pid === contained.pid) return { ...facts, pidNamespace: 'pid:[1]' };
        if (facts && pid === helper.pid)
          return { ...facts, argv: ['claude', 'bg-spare', '--bg-spare', '/x'] };
        return facts;
      },
    });
    await scene.barrier();
    expect(scene.told).toEqual(['+b']);
  });

  it('[L33] are not taken for anything in their first seconds', async () => {
    await scene.start();
    scene.write(ONE);
    let looks = 0;
    const { listClaude } = createProcessControl();
    const counted = (): ReturnType<typeof listClaude> => {
      looks += 1;
      return listClaude();
    };
    scene.look({ listClaude: counted }, 3_600_000);
    await scene.until(() => looks > 3);
    expect(scene.told).toEqual([]);
  });

  it('[L34] go on with a new session in the same process', async () => {
    await scene.start();
    scene.write(ONE);
    scene.look();
    await scene.until(() => scene.told.length === 1);
    scene.write(TWO);
    await scene.until(() => scene.told.length === 3);
    expect(scene.told).toEqual(['+1', '-1', '+2']);
  });

  it('[L34] keep their sessions when several run in one folder, and none of them is certain', async () => {
    const first = await scene.start();
    scene.write(ONE);
    scene.look();
    await scene.until(() => scene.told.length === 1);
    expect(scene.watch.targetsOf(ONE)).toMatchObject([{ pid: first.pid, isCertain: true }]);
    const second = await scene.start();
    scene.write(TWO);
    scene.write(ONE);
    await scene.until(() => scene.watch.targetsOf(TWO).length === 1);
    await scene.until(() => scene.watch.targetsOf(ONE)[0]?.isCertain === false);
    expect(scene.watch.targetsOf(ONE)).toMatchObject([{ pid: first.pid }]);
    expect(scene.watch.targetsOf(TWO)).toMatchObject([{ pid: second.pid, isCertain: false }]);
  });

  const canUnshare = spawnSync(UNSHARE, ['--pid', '--fork', '--mount-proc', 'true']).status === 0;
  it.skipIf(!canUnshare)(
    `[L33] are not those of a real container whose processes can be seen${canUnshare ? '' : ' (unshare is not allowed here)'}`,
    async () => {
      mkdirSync(scene.cwd);
      const script = `process.title = 'claude'; setInterval(() => undefined, 1000); process.stdout.write('ready')`;
      const args = ['--pid', '--fork', '--mount-proc', '--kill-child', process.execPath, '-e', script];
      const container = spawn(UNSHARE, args, { cwd: scene.cwd, stdio: ['ignore', 'pipe', 'inherit'] });
      await once(container.stdout, 'data');
      try {
        const inside = Number(readFileSync(`/proc/${container.pid}/task/${container.pid}/children`, 'utf8'));
        expect(readlinkSync(`/proc/${inside}/cwd`)).toBe(scene.cwd);
        expect(
          createProcessControl()
            .listClaude()
            .map(({ pid }) => pid),
        ).toContain(inside);
        scene.write(ONE);
        scene.look();
        await scene.barrier();
        expect(scene.told).toEqual(['+b']);
      } finally {
        container.kill('SIGKILL');
        await once(container, 'exit');
      }
    },
  );
});
