import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type ClientProcess, startTimeOf } from './client-process.ts';

/** A process that agents take for Claude Code by its name, and may therefore end. */
export interface ClaudeProcess extends ClientProcess {
  /** Resolves with the signal that ended it. */
  readonly ended: Promise<NodeJS.Signals | null>;
  isRunning(): boolean;
}

/** Starts one and waits until it has its name. `isStubborn`: it takes no notice of SIGTERM. */
export async function startClaudeProcess({ isStubborn = false } = {}): Promise<ClaudeProcess> {
  const script = `
    process.title = 'claude';
    ${isStubborn ? "process.on('SIGTERM', () => undefined);" : ''}
    setInterval(() => undefined, 60_000);
    process.stdout.write('ready');
  `;
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit').then(([, signal]) => signal as NodeJS.Signals | null);
  await once(child.stdout, 'data');
  const pid = child.pid ?? 0;
  return {
    pid,
    procStart: startTimeOf(pid),
    ended,
    isRunning: () => child.exitCode === null && child.signalCode === null,
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
