import type { ProcessControl } from './process-control.ts';
import type { ProcessFacts } from './process-facts.ts';

const TIMEOUT_MS = 2_000;

/**
 * Asks `ps`, by its absolute path and without a shell. It blocks for some ten milliseconds, on purpose: what it says is
 * acted on at once. Working folders are not told by `ps`, so clients without a registry are not looked for here.
 */
export function createMacProcesses(): Pick<
  ProcessControl,
  'describe' | 'listClaude' | 'listBelow' | 'workingFolderOf'
> {
  return {
    describe: (pid) => parsePsLine(pid, askPs(pid)),
    listClaude: () => [],
    listBelow: () => [],
    workingFolderOf: () => null,
  };
}

/** A line of `ps -o lstart=,uid=,ppid=,comm=`: `Thu Nov 26 13:57:58 2026  501  812 /path/of/claude`. */
export function parsePsLine(pid: number, line: string): ProcessFacts | null {
  const match = /^\s*(\S+\s+\S+\s+\S+\s+[\d:]{8}\s+\d{4})\s+(\d+)\s+(\d+)\s+(.+?)\s*$/.exec(line);
  if (match === null) return null;
  const [, start = '', uid, parentPid, program = ''] = match;
  const startTime = start.replace(/\s+/g, ' ');
  const startedAtMs = Date.parse(startTime);
  return {
    pid,
    parentPid: Number(parentPid),
    startTime,
    startedAtMs: Number.isNaN(startedAtMs) ? null : startedAtMs,
    uid: Number(uid),
    name: program.slice(program.lastIndexOf('/') + 1),
    exe: program.startsWith('/') ? program : null,
    argv: [],
    pidNamespace: null,
  };
}

function askPs(pid: number): string {
  // Loaded when it is needed: it costs three megabytes, and most agents never close anything.
  const { execFileSync } = process.getBuiltinModule('node:child_process');
  try {
    return execFileSync('/bin/ps', ['-o', 'lstart=,uid=,ppid=,comm=', '-p', String(pid)], {
      encoding: 'utf8',
      timeout: TIMEOUT_MS,
      maxBuffer: 65_536,
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { LC_ALL: 'C' },
    });
  } catch (error) {
    // Its exit code is 1 when there is no such process.
    if (error instanceof Error && 'status' in error) return '';
    throw error;
  }
}
