import { readFileSync, readlinkSync } from 'node:fs';
import { parseProcStat } from './process-facts.ts';

/** What a host can say about a process. Injected: tests and the demo have their own. */
export interface ProcessTable {
  /**
   * Start time of a running process as the client's registry writes it (`/proc/<pid>/stat` field 22), null when no
   * such process runs, `unknown` where it runs and the platform does not tell when it started.
   */
  startTimeOf(pid: number): string | 'unknown' | null;
  /** The pid namespace of this agent as the client writes it (`pid:[4026531836]`); null where there is no such thing. */
  readonly pidNamespace: string | null;
}

/** The machine's own process table: `/proc` on Linux, signal 0 elsewhere. */
export function createProcessTable(platform: NodeJS.Platform = process.platform): ProcessTable {
  if (platform !== 'linux') return { startTimeOf: startTimeBySignal, pidNamespace: null };
  return { startTimeOf: startTimeByProc, pidNamespace: readPidNamespace() };
}

function startTimeByProc(pid: number): string | null {
  try {
    return parseProcStat(readFileSync(`/proc/${pid}/stat`, 'latin1'))?.startTime ?? null;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    // Hidden ones (`hidepid`) are other accounts': none of them is a client of this one.
    if (code === 'ENOENT' || code === 'ESRCH' || code === 'EACCES' || code === 'EPERM') return null;
    throw error;
  }
}

function startTimeBySignal(pid: number): 'unknown' | null {
  try {
    process.kill(pid, 0);
    return 'unknown';
  } catch (error) {
    // EPERM: it runs, as another user.
    return error instanceof Error && 'code' in error && error.code === 'EPERM' ? 'unknown' : null;
  }
}

function readPidNamespace(): string | null {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    // Some sandboxes hide it; pids are then checked by their start time alone.
    return null;
  }
}
