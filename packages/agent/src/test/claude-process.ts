import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync } from 'node:fs';

/** What a process of a test does. */
export interface ClaudeProcessOptions {
  cwd: string;
  /** Short name; `claude` by default, as script builds call themselves. */
  title?: string;
  /** Ignores SIGTERM. */
  isStubborn?: boolean;
  /** Runs this program, which outlives it, as a command of a tool does. */
  runs?: [program: string, ...args: string[]];
}

/** A real process that looks like a client. */
export interface ClaudeProcess {
  child: ChildProcess;
  pid: number;
  startTime: string;
  /** Resolves with the signal that ended it. */
  ended: Promise<NodeJS.Signals | null>;
}

/** Starts one and waits until it has its name. */
export async function startClaudeProcess(options: ClaudeProcessOptions): Promise<ClaudeProcess> {
  const { cwd, title = 'claude', isStubborn = false, runs } = options;
  mkdirSync(cwd, { recursive: true });
  const script = `
    process.title = ${JSON.stringify(title)};
    ${isStubborn ? "process.on('SIGTERM', () => undefined);" : ''}
    setInterval(() => undefined, 1000);
    const [program, ...args] = ${JSON.stringify(runs ?? [])};
    if (program) require('node:child_process').spawn(program, args, { detached: true, stdio: 'ignore' });
    process.stdout.write('ready');
  `;
  const child = spawn(process.execPath, ['-e', script], { cwd, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit').then(([, signal]) => signal as NodeJS.Signals | null);
  await once(child.stdout, 'data');
  const pid = child.pid ?? 0;
  return { child, pid, startTime: readStartTime(pid), ended };
}

/** Field 22 of `/proc/<pid>/stat`, read without the code under test. */
export function readStartTime(pid: number): string {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
}
