import { join, sep } from 'node:path';
import type { LiveSession, LiveSessions } from '@orrery/protocol';
import type { ClaudeFiles } from '../files/claude-files.ts';
import { look } from '../files/look.ts';
import { createDirWatcher, type DirWatcher } from '../watch/dir-watcher.ts';
import type { CloseTarget } from './close-target.ts';
import type { RegistryEntry } from './parse-registry-entry.ts';
import type { ProcessTable } from './process-table.ts';
import { RegistryFiles } from './registry-files.ts';

type Gone = LiveSessions['gone'][number];

interface Known {
  entry: RegistryEntry;
  /** Size, times and inode at the last reading: an unchanged file is not read again. */
  stamp: string;
  /** By this machine's clock. */
  changedAtMs: number;
  /** What was last told; null once it was told gone, or while it cannot be told running. */
  told: LiveSession | null;
}

export interface RegistryWatchOptions {
  files: ClaudeFiles;
  roots: string[];
  mode: 'native' | 'polling';
  processes: ProcessTable;
  /** How often everything is looked at. */
  pidCheckMs: number;
  /** How often the processes of clients at work are looked at. */
  workingPidCheckMs: number;
  /** Whether a process can be a client: asked for entries that record no start time, whose pid may be another's by now. */
  canBeClient?: (pid: number) => boolean;
  wallMs: () => number;
  /** Something started, changed or went. */
  onChange: (change: { running: LiveSession[]; gone: Gone[] }) => void;
  onError: (error: unknown) => void;
}

/**
 * A container that is killed leaves its file in a shared home for good, and nobody can look into it. A client that lives writes
 * it with every turn.
 */
const FORGOTTEN_MS = 7 * 86_400_000;

/** The client rewrites in place, so a reader can see half a file. */
const RETRY_MS = 50;

/** Follows `sessions/<pid>.json` of all roots and checks that each process still is the one that wrote it. */
export class RegistryWatch {
  readonly #options: RegistryWatchOptions;
  readonly #files: RegistryFiles;
  readonly #known = new Map<string, Known>();
  readonly #retries = new Map<string, NodeJS.Timeout>();
  readonly #watcher: DirWatcher | null;
  #timer: NodeJS.Timeout | undefined;
  #workingTimer: NodeJS.Timeout | undefined;
  #isScheduled = false;
  #isClosed = false;

  constructor(options: RegistryWatchOptions) {
    this.#options = options;
    this.#files = new RegistryFiles(options.files, options.onError);
    this.#watcher = options.mode === 'native' ? createDirWatcher(() => this.#schedule()) : null;
  }

  start(): void {
    this.#check();
    this.#timer = setInterval(() => this.#check(), this.#options.pidCheckMs);
  }

  /** All that run now, for a hub that has just been met. */
  get running(): LiveSession[] {
    return [...this.#known.values()].flatMap((known) => (known.told === null ? [] : [known.told]));
  }

  /** Files that stayed behind without their process: what a hub took for running when it was last here has died. */
  get leftBehind(): Gone[] {
    const { processes } = this.#options;
    return [...this.#known.values()].flatMap(({ entry, told }) =>
      told === null && !isElsewhere(entry, processes) ? [goneOf(entry.session, 'died')] : [],
    );
  }

  /** Looks at the files first: what was known may have changed a moment ago. */
  targetsOf(sessionId: string): CloseTarget[] {
    this.#check();
    return [...this.#known.values()].flatMap(({ entry }) => {
      const { root, pid, kind, startedAt } = entry.session;
      if (entry.session.sessionId !== sessionId) return [];
      const { procStart, pidNamespace, jobId } = entry;
      const start = { startTime: procStart, startedAtMs: startedAt };
      return [{ root, sessionId, pid, kind, pidNamespace, jobId, ...start, isCertain: true }];
    });
  }

  close(): void {
    this.#isClosed = true;
    clearInterval(this.#timer);
    clearInterval(this.#workingTimer);
    for (const timer of this.#retries.values()) clearTimeout(timer);
    this.#watcher?.close();
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      this.#check();
    });
  }

  #check(): void {
    if (this.#isClosed) return;
    const running: LiveSession[] = [];
    const gone: Gone[] = [];
    const seen = new Set<string>();
    for (const root of this.#options.roots) {
      try {
        this.#checkRoot(root, seen, running, gone);
      } catch (error) {
        this.#options.onError(error);
      }
    }
    for (const [path, known] of this.#known) {
      if (seen.has(path)) continue;
      this.#known.delete(path);
      if (known.told) gone.push(goneOf(known.told, 'exited'));
    }
    this.#followWorking();
    if (running.length > 0 || gone.length > 0) this.#options.onChange({ running, gone });
  }

  /** Wakes up often only while a client is at work. */
  #followWorking(): void {
    if ([...this.#known.values()].some(isAtWork)) {
      this.#workingTimer ??= setInterval(() => this.#checkWorking(), this.#options.workingPidCheckMs);
    } else {
      clearInterval(this.#workingTimer);
      this.#workingTimer = undefined;
    }
  }

  /** One reading for each client that is not at its prompt, and nothing more while all of them live. */
  #checkWorking(): void {
    const isDead = (known: Known): boolean =>
      isAtWork(known) && checkProcess(known.entry, this.#options) === null;
    try {
      if ([...this.#known.values()].some(isDead)) this.#check();
    } catch (error) {
      this.#options.onError(error);
    }
  }

  #checkRoot(root: string, seen: Set<string>, running: LiveSession[], gone: Gone[]): void {
    const dir = join(root, 'sessions');
    const paths =
      this.#files.list(root) ?? [...this.#known.keys()].filter((path) => path.startsWith(dir + sep));
    for (const path of paths) {
      const known = this.#read(root, path);
      if (!known) continue;
      seen.add(path);
      const now = this.#checkProcess(known);
      const { told } = known;
      if (told && told.sessionId !== now?.sessionId) {
        // Of a process in a container nobody saw how it went.
        const isSeen = now === null && told.process === 'alive';
        gone.push(goneOf(told, isSeen ? 'died' : 'exited'));
      }
      if (now && !isSame(told, now)) running.push(now);
      known.told = now;
    }
    this.#watch(root, dir);
  }

  /** A client's first start makes the folder: until then the root tells when it comes. What races the watch, the timer finds. */
  #watch(root: string, dir: string): void {
    if (this.#watcher === null) return;
    if (look(dir)) {
      this.#watcher.add(dir);
      this.#watcher.remove(root);
    } else if (look(root)) {
      this.#watcher.add(root);
    }
  }

  #read(root: string, path: string): Known | null {
    const known = this.#known.get(path) ?? null;
    const found = this.#files.look(root, path, known?.stamp);
    switch (found.kind) {
      case 'missing':
        return null;
      case 'unchanged':
        return known;
      case 'unusable':
        if (found.isHalf) this.#retryLater(path);
        return known;
      case 'entry': {
        const { entry, stamp, changedAtMs } = found;
        const next = { entry, stamp, changedAtMs, told: known?.told ?? null };
        this.#known.set(path, next);
        return next;
      }
    }
  }

  /** Where the system does not answer, what was known still stands. */
  #checkProcess({ entry, changedAtMs, told }: Known): LiveSession | null {
    const { processes, wallMs } = this.#options;
    if (isElsewhere(entry, processes) && wallMs() - changedAtMs > FORGOTTEN_MS) return null;
    try {
      return checkProcess(entry, this.#options);
    } catch (error) {
      this.#options.onError(error);
      return told;
    }
  }

  #retryLater(path: string): void {
    if (this.#retries.has(path)) return;
    const timer = setTimeout(() => {
      this.#retries.delete(path);
      this.#check();
    }, RETRY_MS);
    this.#retries.set(path, timer);
  }
}

function isAtWork({ told }: Known): boolean {
  return told !== null && told.status !== 'idle';
}

function checkProcess(
  entry: RegistryEntry,
  { processes, canBeClient }: RegistryWatchOptions,
): LiveSession | null {
  if (isElsewhere(entry, processes)) return { ...entry.session, process: 'unverifiable' };
  const start = processes.startTimeOf(entry.session.pid);
  if (start === null) return null;
  if (start !== 'unknown' && entry.procStart !== null && start !== entry.procStart) return null;
  if (entry.procStart === null && canBeClient?.(entry.session.pid) === false) return null;
  return { ...entry.session, process: 'alive' };
}

/** In another pid namespace, where its pid means another process. */
function isElsewhere({ pidNamespace }: RegistryEntry, { pidNamespace: own }: ProcessTable): boolean {
  return pidNamespace !== null && own !== null && pidNamespace !== own;
}

function goneOf(session: Pick<LiveSession, 'root' | 'pid' | 'sessionId'>, how: Gone['how']): Gone {
  return { root: session.root, pid: session.pid, sessionId: session.sessionId, how };
}

function isSame(a: LiveSession | null, b: LiveSession): boolean {
  return a !== null && JSON.stringify(a) === JSON.stringify(b);
}
