import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ClaudeFiles } from '../files/claude-files.ts';
import { createProcessControl, type ProcessControl } from '../live/process-control.ts';
import { RegistryWatch } from '../live/registry-watch.ts';
import {
  type ClaudeProcess,
  type ClaudeProcessOptions,
  readStartTime,
  startClaudeProcess,
} from '../test/claude-process.ts';
import type { CloseResult } from './close-command.ts';
import { createSessionCloser, type SessionCloser, type SessionCloserOptions } from './close-session.ts';

const SESSION = '0b0c1d2e-0000-4000-8000-000000000001';
const OWN_NAMESPACE = process.platform === 'linux' ? readlinkSync('/proc/self/ns/pid') : '';

/** A Claude folder with real registry files and real processes. */
class Scene {
  readonly dir = mkdtempSync(join(tmpdir(), 'orrery-close-'));
  readonly root = join(this.dir, 'root');
  readonly control = createProcessControl();
  readonly processes: ClaudeProcess[] = [];
  readonly #open: { close(): void }[] = [];

  async start(options: Omit<ClaudeProcessOptions, 'cwd'> = {}): Promise<ClaudeProcess> {
    const started = await startClaudeProcess({ cwd: this.dir, ...options });
    this.processes.push(started);
    return started;
  }

  register(pid: number, changes: Record<string, unknown> = {}): void {
    mkdirSync(join(this.root, 'sessions'), { recursive: true });
    const entry = { pid, sessionId: SESSION, kind: 'interactive', pidDomain: `linux:m:${OWN_NAMESPACE}` };
    writeFileSync(join(this.root, 'sessions', `${pid}.json`), JSON.stringify({ ...entry, ...changes }));
  }

  closer(options: Partial<SessionCloserOptions> = {}): SessionCloser {
    const registry = new RegistryWatch({
      files: new ClaudeFiles({ roots: [this.root] }),
      roots: [this.root],
      mode: 'polling',
      processes: this.control,
      pidCheckMs: 3_600_000,
      workingPidCheckMs: 3_600_000,
      wallMs: () => Date.now(),
      onChange: () => undefined,
      onError: (error) => {
        throw error;
      },
    });
    const closer = createSessionCloser({
      targetsOf: (sessionId) => registry.targetsOf(sessionId),
      processes: this.control,
      monotonicMs: () => performance.now(),
      ...options,
    });
    this.#open.push(registry, closer);
    return closer;
  }

  close(): void {
    for (const each of this.#open) each.close();
    for (const { child } of this.processes) child.kill('SIGKILL');
    rmSync(this.dir, { recursive: true, force: true });
  }
}

function ask(closer: SessionCloser, pid: number | null, graceMs = 5_000): Promise<CloseResult> {
  return closer.closeSession({ name: 'closeSession', sessionId: SESSION, pid, graceMs });
}

describe.runIf(process.platform === 'linux')('closing a session', () => {
  let scene: Scene;
  beforeEach(() => {
    scene = new Scene();
  });
  afterEach(() => scene.close());

  it('[L36] ends its process with SIGTERM and says how long it took', async () => {
    const { pid, startTime, ended } = await scene.start();
    scene.register(pid, { procStart: startTime });
    const result = await ask(scene.closer(), pid);
    expect(result).toEqual({
      outcome: 'done',
      message: expect.stringMatching(/^Ended after SIGTERM in \d+\.\d s\.$/),
    });
    expect(await ended).toBe('SIGTERM');
  });

  it('[L37] kills what does not end within the grace', async () => {
    const { pid, startTime, ended } = await scene.start({ isStubborn: true });
    scene.register(pid, { procStart: startTime });
    const expected: boolean[] = [];
    const closer = scene.closer({ expectEnd: (_, isExpected) => expected.push(isExpected) });
    const result = await ask(closer, pid, 100);
    expect(expected).toEqual([true]);
    expect(result).toEqual({ outcome: 'done', message: 'Did not end within 0.1 s and was killed.' });
    expect(await ended).toBe('SIGKILL');
  });

  it('[L37] says what a killed client leaves running', async () => {
    const { pid, startTime } = await scene.start({ isStubborn: true, runs: ['/bin/sleep', '600'] });
    scene.register(pid, { procStart: startTime });
    const { outcome, message } = await ask(scene.closer(), pid, 100);
    expect(outcome).toBe('done');
    const left =
      /^Did not end within 0\.1 s and was killed\. What it had started still runs: sleep \((\d+)\)\.$/.exec(
        message,
      )?.[1];
    expect(left).toBeDefined();
    process.kill(Number(left), 'SIGKILL');
  });

  it('[L37] without a grace says so', async () => {
    const { pid, startTime, ended } = await scene.start({ isStubborn: true });
    scene.register(pid, { procStart: startTime });
    expect(await ask(scene.closer(), pid, 0)).toEqual({ outcome: 'done', message: 'Was killed at once.' });
    expect(await ended).toBe('SIGKILL');
  });

  it('[L37] does not kill what became another process during the grace', async () => {
    const { pid, startTime, child } = await scene.start({ isStubborn: true });
    scene.register(pid, { procStart: startTime });
    let isReused = false;
    const control: ProcessControl = {
      ...scene.control,
      describe: (each) => {
        const facts = scene.control.describe(each);
        return facts && each === pid && isReused ? { ...facts, startTime: '1' } : facts;
      },
      signal: (each, signal) => {
        isReused = true;
        return scene.control.signal(each, signal);
      },
    };
    const result = await ask(scene.closer({ processes: control }), pid, 100);
    expect(result.outcome).toBe('done');
    expect(child.exitCode ?? child.signalCode).toBeNull();
  });

  it('[L38] leaves an innocent process alone, whatever a registry file says of it', async () => {
    const sleeper = spawn('sleep', ['60']);
    await once(sleeper, 'spawn');
    const pid = sleeper.pid ?? 0;
    try {
      scene.register(pid, { procStart: readStartTime(pid) });
      expect(await ask(scene.closer(), pid)).toMatchObject({
        outcome: 'refused',
        message: expect.stringContaining('is not Claude Code'),
      });
      scene.register(pid, { procStart: '1' });
      expect(await ask(scene.closer(), pid)).toMatchObject({ outcome: 'stale' });
      scene.register(pid, { startedAt: Date.now() });
      expect(await ask(scene.closer(), pid)).toMatchObject({ outcome: 'refused' });
      expect(sleeper.exitCode ?? sleeper.signalCode).toBeNull();
    } finally {
      sleeper.kill('SIGKILL');
    }
  });

  it('[L38] never signals process 1, itself or what it runs in', async () => {
    for (const pid of [1, process.pid, process.ppid]) {
      scene.register(pid, { procStart: readStartTime(pid) });
      const signalled: number[] = [];
      const processes: ProcessControl = {
        ...scene.control,
        describe: (each) => {
          const facts = scene.control.describe(each);
          return facts && { ...facts, name: 'claude' };
        },
        signal: (each) => {
          signalled.push(each);
          return 'sent';
        },
      };
      expect((await ask(scene.closer({ processes }), pid)).outcome).toBe('refused');
      expect(signalled).toEqual([]);
      rmSync(join(scene.root, 'sessions', `${pid}.json`));
    }
  });

  it("[L38] refuses another user's process, and one that it may not signal", async () => {
    const { pid, startTime, child } = await scene.start();
    scene.register(pid, { procStart: startTime });
    const foreign: ProcessControl = {
      ...scene.control,
      describe: (each) => {
        const facts = scene.control.describe(each);
        return facts && { ...facts, uid: 4_242 };
      },
    };
    expect(await ask(scene.closer({ processes: foreign }), pid)).toEqual({
      outcome: 'refused',
      message: `Process ${pid} belongs to another user of the machine. Nothing was stopped.`,
    });
    const forbidden: ProcessControl = { ...scene.control, signal: () => 'forbidden' };
    expect((await ask(scene.closer({ processes: forbidden }), pid)).outcome).toBe('refused');
    expect(child.exitCode ?? child.signalCode).toBeNull();
  });

  it('[L39] is stale when the process is gone and its file was left behind, or nothing is known', async () => {
    const { pid, startTime, child, ended } = await scene.start();
    scene.register(pid, { procStart: startTime });
    child.kill('SIGKILL');
    await ended;
    expect(await ask(scene.closer(), pid)).toEqual({
      outcome: 'stale',
      message: `Was gone already: process ${pid} has ended.`,
    });
    rmSync(join(scene.root, 'sessions', `${pid}.json`));
    expect((await ask(scene.closer(), pid)).outcome).toBe('stale');
  });

  it('[L40] two closes of one session share one run', async () => {
    const { pid, startTime } = await scene.start();
    scene.register(pid, { procStart: startTime });
    const signals: string[] = [];
    const processes: ProcessControl = {
      ...scene.control,
      signal: (each, signal) => {
        signals.push(signal);
        return scene.control.signal(each, signal);
      },
    };
    const closer = scene.closer({ processes });
    const [first, second] = await Promise.all([ask(closer, pid), ask(closer, pid)]);
    expect(second).toEqual(first);
    expect(signals).toEqual(['SIGTERM']);
  });

  it('[L41] refuses a session of another pid namespace', async () => {
    const { pid, startTime, child } = await scene.start();
    scene.register(pid, { procStart: startTime, pidDomain: 'linux:m:pid:[1]' });
    const result = await ask(scene.closer(), pid);
    expect(result).toMatchObject({ outcome: 'refused', message: expect.stringContaining('container') });
    expect(child.exitCode ?? child.signalCode).toBeNull();
  });

  it('[L42] refuses when the page showed another process, or none', async () => {
    const { pid, startTime, child } = await scene.start();
    scene.register(pid, { procStart: startTime });
    const message = `The session now runs as process ${pid}. Nothing was stopped. Look again.`;
    expect(await ask(scene.closer(), pid + 1)).toEqual({ outcome: 'refused', message });
    expect(await ask(scene.closer(), null)).toEqual({ outcome: 'refused', message });
    expect(child.exitCode ?? child.signalCode).toBeNull();
  });

  it('[L44] a client that records no start time of its process is verified by the start of its session', async () => {
    const { pid, child, ended } = await scene.start();
    scene.register(pid, { startedAt: Date.now() - 3_600_000 });
    expect((await ask(scene.closer(), pid)).outcome).toBe('stale');
    expect(child.exitCode ?? child.signalCode).toBeNull();
    scene.register(pid, { startedAt: Date.now() });
    expect((await ask(scene.closer(), pid)).outcome).toBe('done');
    expect(await ended).toBe('SIGTERM');
  });

  it('[L45] does not end a process whose session was inferred while another fits', async () => {
    const { pid, startTime, child } = await scene.start();
    const inferred = {
      ...{ root: scene.root, sessionId: SESSION, pid, startTime, startedAtMs: null },
      ...{ pidNamespace: null, kind: null, jobId: null },
    };
    const closer = scene.closer({ targetsOf: () => [{ ...inferred, isCertain: false }] });
    expect((await ask(closer, pid)).outcome).toBe('refused');
    expect(child.exitCode ?? child.signalCode).toBeNull();
    const certain = scene.closer({ targetsOf: () => [{ ...inferred, isCertain: true }] });
    expect((await ask(certain, pid)).outcome).toBe('done');
  });

  it('[L36] a closed agent sends no further signal', async () => {
    const { pid, startTime, child } = await scene.start({ isStubborn: true });
    scene.register(pid, { procStart: startTime });
    const closer = scene.closer();
    const result = ask(closer, pid, 60_000);
    closer.close();
    expect(await result).toMatchObject({ outcome: 'failed' });
    expect(child.exitCode ?? child.signalCode).toBeNull();
  });

  describe('of background work', () => {
    /** A program called `claude` that is real enough to run, to be asked to stop, and to stop. */
    async function startBackground(stopScript: string): Promise<{ pid: number; program: string }> {
      const program = join(scene.dir, 'claude');
      writeFileSync(program, `#!/bin/sh\n${stopScript}\n`);
      chmodSync(program, 0o755);
      const { pid, startTime } = await scene.start();
      scene.register(pid, { procStart: startTime, kind: 'bg', jobId: 'dfcfa9c3' });
      return { pid, program };
    }
    const withProgram = (pid: number, program: string | null): ProcessControl => ({
      ...scene.control,
      describe: (each) => {
        const facts = scene.control.describe(each);
        return facts && each === pid ? { ...facts, exe: program } : facts;
      },
    });

    it('[L43] asks its client to stop it, by its own program and the id of its registry', async () => {
      const { pid, program } = await startBackground(
        `printf '%s|' "$@" "$CLAUDE_CONFIG_DIR" "$ORRERY_SECRET" > ${scene.dir}/asked; kill -TERM $(cat ${scene.dir}/pid)`,
      );
      writeFileSync(join(scene.dir, 'pid'), String(pid));
      process.env.ORRERY_SECRET = 'not for others';
      const result = await ask(scene.closer({ processes: withProgram(pid, program) }), null);
      delete process.env.ORRERY_SECRET;
      expect(result).toEqual({
        outcome: 'done',
        message: 'Stopped by `claude stop dfcfa9c3`. Its conversation is kept.',
      });
      expect(readFileSync(join(scene.dir, 'asked'), 'utf8')).toBe(`stop|dfcfa9c3|${scene.root}||`);
    });

    it('[L43] says what its client said when that did not work, and sends no signal', async () => {
      const { pid, program } = await startBackground("echo 'could not confirm' >&2; exit 1");
      const result = await ask(scene.closer({ processes: withProgram(pid, program) }), pid);
      expect(result).toMatchObject({
        outcome: 'failed',
        message: expect.stringContaining('could not confirm'),
      });
      expect(existsSync(`/proc/${pid}`)).toBe(true);
    });

    it('[L43] refuses an id that is none, and a program that is not the client', async () => {
      const { pid, program } = await startBackground(`touch ${scene.dir}/asked`);
      const refused = async (exe: string): Promise<void> => {
        const result = await ask(scene.closer({ processes: withProgram(pid, exe) }), pid);
        expect(result.outcome).toBe('refused');
      };
      await refused('/usr/bin/python3');
      scene.register(pid, { procStart: readStartTime(pid), kind: 'bg', jobId: '--help' });
      await refused(program);
      scene.register(pid, { procStart: readStartTime(pid), kind: 'daemon' });
      await refused(program);
      expect(existsSync(join(scene.dir, 'asked'))).toBe(false);
    });
  });
});
