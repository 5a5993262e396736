import type { ProcessControl, SignalResult } from '@orrery/agent';
import type { DemoMachine } from './machines.ts';

/** A client that seems to run on a machine of the demo. */
export interface DemoProcess {
  startTime: string;
  startedAtMs: number;
  version: string;
  /** What the client does when it is told to end. */
  signal(signal: 'SIGTERM' | 'SIGKILL'): void;
}

/**
 * The invented processes of a machine, for its agent: what can be closed from a page, and nothing else. As on a real one, an
 * agent on Windows cannot verify processes and ends none.
 */
export function createDemoProcessControl(
  machine: DemoMachine,
  processes: ReadonlyMap<number, DemoProcess>,
): ProcessControl {
  const uid = process.getuid?.() ?? null;
  const canVerify = uid !== null && machine.facts.os !== 'windows';
  return {
    canVerify,
    pidNamespace: null,
    startTimeOf: (pid) => processes.get(pid)?.startTime ?? null,
    describe: (pid) => {
      const found = processes.get(pid);
      if (found === undefined || !canVerify) return null;
      const { startTime, startedAtMs, version } = found;
      const exe = `${machine.home}/.local/share/claude/versions/${version}`;
      const name = 'claude';
      return { pid, parentPid: 1, startTime, startedAtMs, uid, name, exe, argv: [name], pidNamespace: null };
    },
    signal: (pid, signal): SignalResult => {
      const found = processes.get(pid);
      if (found === undefined) return 'gone';
      if (!canVerify) return 'forbidden';
      found.signal(signal);
      return 'sent';
    },
    // Every client of the demo that runs keeps a registry.
    listClaude: () => [],
    listBelow: () => [],
    workingFolderOf: () => null,
  };
}
