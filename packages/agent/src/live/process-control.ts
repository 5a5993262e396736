import { createLinuxProcesses } from './linux-processes.ts';
import { createMacProcesses } from './mac-processes.ts';
import type { ProcessFacts, SignalResult } from './process-facts.ts';
import { createProcessTable, type ProcessTable } from './process-table.ts';

/** A process whose short name is that of Claude Code. */
export interface NamedProcess {
  pid: number;
  startTime: string;
}

/** A process that another one has started. */
export interface StartedProcess extends NamedProcess {
  name: string;
}

/** What an agent can learn of processes and do to them. Injected: tests and the demo have their own. */
export interface ProcessControl extends ProcessTable {
  /** Null when no such process runs, or nothing can be told of it. */
  describe(pid: number): ProcessFacts | null;
  signal(pid: number, signal: 'SIGTERM' | 'SIGKILL'): SignalResult;
  /** Running processes called `claude`. Empty where the platform gives no cheap list with working folders. */
  listClaude(): NamedProcess[];
  /** All processes below this one. Empty where the platform gives no cheap list. */
  listBelow(pid: number): StartedProcess[];
  /** Folder that a process works in; null when it is not told. */
  workingFolderOf(pid: number): string | null;
  /** Whether processes can be verified here at all. Without it nothing is ever signalled. */
  readonly canVerify: boolean;
}

/** The machine's own processes. Windows tells no start time without starting a shell, so nothing is ended there. */
export function createProcessControl(platform: NodeJS.Platform = process.platform): ProcessControl {
  const table = createProcessTable(platform);
  if (platform === 'linux')
    return { ...table, ...createLinuxProcesses(), signal: sendSignal, canVerify: true };
  if (platform === 'darwin')
    return { ...table, ...createMacProcesses(), signal: sendSignal, canVerify: true };
  return blindProcessControl(table);
}

/** Knows what a table knows and touches nothing: for embedders that bring only a table. */
export function blindProcessControl(table: ProcessTable): ProcessControl {
  return {
    startTimeOf: (pid) => table.startTimeOf(pid),
    pidNamespace: table.pidNamespace,
    describe: () => null,
    signal: () => 'forbidden',
    listClaude: () => [],
    listBelow: () => [],
    workingFolderOf: () => null,
    canVerify: false,
  };
}

/**
 * Node offers no process descriptors (`pidfd`), so a signal goes to a number. Callers verify the process right before,
 * in the same turn of the event loop: what is left is the time between two system calls.
 */
function sendSignal(pid: number, signal: 'SIGTERM' | 'SIGKILL'): SignalResult {
  try {
    process.kill(pid, signal);
    return 'sent';
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    if (error.code === 'ESRCH') return 'gone';
    if (error.code === 'EPERM') return 'forbidden';
    throw error;
  }
}
