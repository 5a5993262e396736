import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';

/** A real process in the place of a client: agents check that it lives, and since when. */
export interface ClientProcess {
  readonly pid: number;
  /** Field 22 of `/proc/<pid>/stat`, as the client's registry has it. */
  readonly procStart: string;
  /** Kills it, and resolves once it is gone. */
  kill(): Promise<void>;
}

/** Starts one that does nothing for an hour. */
export function startClientProcess(): ClientProcess {
  const child = spawn('sleep', ['3600'], { stdio: 'ignore' });
  const { pid } = child;
  if (pid === undefined) throw new Error('No process could be started.');
  const exited = once(child, 'exit');
  const kill = async () => {
    child.kill('SIGKILL');
    await exited;
  };
  return { pid, procStart: startTimeOf(pid), kill };
}

/** Start of a process in clock ticks since boot. */
export function startTimeOf(pid: number | 'self'): string {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  // The command's name, in brackets before it, may hold spaces.
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
}
