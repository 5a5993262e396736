import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** A real process in the place of a client: agents check that it lives, and since when. */
export interface ClientProcess {
  readonly pid: number;
  /** Field 22 of `/proc/<pid>/stat`, as the client's registry has it. */
  readonly procStart: string;
  kill(signal?: NodeJS.Signals): void;
}

/** Starts one that does nothing for an hour. */
export function startClientProcess(): ClientProcess {
  const child = spawn('sleep', ['3600'], { stdio: 'ignore' });
  const { pid } = child;
  if (pid === undefined) throw new Error('No process could be started.');
  return { pid, procStart: startTicks(pid), kill: (signal) => child.kill(signal) };
}

function startTicks(pid: number): string {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  // The command's name, in brackets before it, may hold spaces.
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
}
