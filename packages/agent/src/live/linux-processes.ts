import { closeSync, openSync, readdirSync, readFileSync, readlinkSync, readSync } from 'node:fs';
import { uptime } from 'node:os';
import type { NamedProcess, ProcessControl, StartedProcess } from './process-control.ts';
import { type ProcessFacts, parseProcStat } from './process-facts.ts';

/** The kernel counts in hundredths of a second towards programs on every platform that Node runs on. */
const MS_PER_TICK = 10;

/** A process gets its name a moment after its number: until then it is looked at every time. */
const YOUNG_LOOKS = 8;

/** After that one look in so many: a shell that turned into something else, or a number that was given again. */
const SELDOM = 48;

/** So many looks in a row may pass without the list of processes being read. */
const MAX_QUIET = 4;

/** Reads `/proc`. */
export function createLinuxProcesses(): Pick<
  ProcessControl,
  'describe' | 'listClaude' | 'listBelow' | 'workingFolderOf'
> {
  const looks = new Map<number, { count: number; claude: NamedProcess | null }>();
  let newestPid: string | null = null;
  let quietLooks = 0;
  // What runs at the first look has its name already, mostly.
  let firstCount = YOUNG_LOOKS - 2;
  /** The list costs the most, and while no process was made since the last look it can only have become shorter. */
  const nextPids = (): number[] => {
    const newest = readNewestPid();
    if (newest !== null && newest === newestPid && quietLooks < MAX_QUIET) {
      quietLooks += 1;
      return [...looks.keys()];
    }
    newestPid = newest;
    quietLooks = 0;
    const pids = listPids();
    const running = new Set(pids);
    for (const pid of looks.keys()) if (!running.has(pid)) looks.delete(pid);
    return pids;
  };
  return {
    describe,
    listBelow,
    workingFolderOf: (pid) => readLink(`/proc/${pid}/cwd`),
    listClaude: () => {
      const named = nextPids().flatMap((pid) => {
        const look = looks.get(pid) ?? { count: firstCount, claude: null };
        looks.set(pid, look);
        look.count += 1;
        // Spread by number, so that no look has to read all of them.
        const isDue = look.count <= YOUNG_LOOKS || look.claude !== null || (look.count + pid) % SELDOM === 0;
        if (isDue) look.claude = readNamed(pid);
        return look.claude ?? [];
      });
      firstCount = 0;
      return named;
    },
  };
}

function readNamed(pid: number): NamedProcess | null {
  if (!hasName(pid)) return null;
  const stat = parseProcStat(readText(`/proc/${pid}/stat`) ?? '');
  return stat?.name === 'claude' ? { pid, startTime: stat.startTime } : null;
}

/** Names have at most 15 bytes, and a line end. */
const nameBuffer = Buffer.alloc(16);

/** The name alone costs a fraction of what the kernel has to count up for `stat`, and nearly no process has it. */
function hasName(pid: number): boolean {
  return orHidden(() => readName(pid)) === 'claude\n';
}

function readName(pid: number): string {
  const file = openSync(`/proc/${pid}/comm`, 'r');
  try {
    const length = readSync(file, nameBuffer, 0, nameBuffer.length, null);
    return nameBuffer.toString('latin1', 0, length);
  } finally {
    closeSync(file);
  }
}

function describe(pid: number): ProcessFacts | null {
  const stat = parseProcStat(readText(`/proc/${pid}/stat`) ?? '');
  if (stat === null) return null;
  const status = readText(`/proc/${pid}/status`) ?? '';
  // A thread has a number and a folder here too, but it is no process.
  if (/^Tgid:\s+(\d+)/m.exec(status)?.[1] !== String(pid)) return null;
  const facts: ProcessFacts = {
    pid,
    parentPid: stat.parentPid,
    startTime: stat.startTime,
    startedAtMs: Math.round(Date.now() - uptime() * 1000 + Number(stat.startTime) * MS_PER_TICK),
    uid: parseUid(status),
    name: stat.name,
    exe: readLink(`/proc/${pid}/exe`),
    argv: (readText(`/proc/${pid}/cmdline`) ?? '').split('\0').filter((word) => word !== ''),
    pidNamespace: readLink(`/proc/${pid}/ns/pid`),
  };
  // Still the same one: the facts were read one after the other.
  const after = parseProcStat(readText(`/proc/${pid}/stat`) ?? '');
  return after?.startTime === stat.startTime ? facts : null;
}

function listBelow(top: number): StartedProcess[] {
  const childrenOf = new Map<number, StartedProcess[]>();
  for (const pid of listPids()) {
    const stat = parseProcStat(readText(`/proc/${pid}/stat`) ?? '');
    if (stat === null) continue;
    const siblings = childrenOf.get(stat.parentPid) ?? [];
    siblings.push({ pid, startTime: stat.startTime, name: stat.name });
    childrenOf.set(stat.parentPid, siblings);
  }
  const found: StartedProcess[] = [...(childrenOf.get(top) ?? [])];
  // Grows while it is walked; a process has one parent, so that nothing comes twice.
  for (const { pid } of found) found.push(...(childrenOf.get(pid) ?? []));
  return found;
}

/** Real, effective, saved and file system id: null unless all are one. */
function parseUid(status: string): number | null {
  const ids = new Set(/^Uid:\s+(.+)$/m.exec(status)?.[1]?.split(/\s+/));
  const [id] = ids;
  return ids.size === 1 && id !== undefined ? Number(id) : null;
}

/** Pid that the kernel gave last, the fifth field of `/proc/loadavg`. */
function readNewestPid(): string | null {
  return readText('/proc/loadavg')?.trim().split(' ')[4] ?? null;
}

function listPids(): number[] {
  return readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? [Number(name)] : []));
}

function readText(path: string): string | null {
  return orHidden(() => readFileSync(path, 'latin1'));
}

function readLink(path: string): string | null {
  return orHidden(() => readlinkSync(path));
}

/** Null for what is gone, or another user's. */
function orHidden<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (isHidden(error)) return null;
    throw error;
  }
}

function isHidden(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  return code === 'ENOENT' || code === 'ESRCH' || code === 'EACCES' || code === 'EPERM';
}
