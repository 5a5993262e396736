import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';

/** A real process in the place of a client: agents check that it lives, and since when. */
export interface ClientProcess {
  readonly pid: number;
  /** Field 22 of `/proc/<pid>/stat`, as the client's registry has it. */
  readonly procStart: string;
  /** Resolves once it is gone. */
  kill(): Promise<void>;
}

/** Starts one that does nothing for an hour. */
export async function startClientProcess(): Promise<ClientProcess> {
  const child = spawn('sleep', ['3600'], { stdio: 'ignore' });
  const exited = once(child, 'exit');
  await once(child, 'spawn');
  const pid = child.pid ?? 0;
  const kill = async () => {
    child.kill('SIGKILL');
    await exited;
  };
  return { pid, procStart: await startTimeOf(pid), kill };
}

/** Start of a process in clock ticks since boot. */
export async function startTimeOf(pid: number | 'self'): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  // The command's name, in brackets before it, may hold spaces.
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
}
