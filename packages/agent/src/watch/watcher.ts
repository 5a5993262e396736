import { relative, sep } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Timing } from '../agent/timing.ts';
import type { ClaudeFiles } from '../files/claude-files.ts';
import { createDirWatcher, type DirWatcher, type WatchFunction } from './dir-watcher.ts';
import { isOnNetworkFileSystem } from './network-file-system.ts';
import { RootTree, type TreeEvents } from './root-tree.ts';

export interface WatcherOptions {
  files: ClaudeFiles;
  roots: string[];
  /** Those of `roots` that need not exist yet. */
  optionalRoots: ReadonlySet<string>;
  mode: 'native' | 'polling';
  timing: Timing;
  monotonicMs: () => number;
  events: TreeEvents;
  /** After every whole sweep. */
  onSwept: () => void;
  /** Degradation or problems may have changed. */
  onChange: () => void;
  onError: (error: unknown) => void;
  watchFunction?: WatchFunction;
  /** See `DirWatcherOptions`. */
  isRecursive?: boolean;
}

/** How many stats a sweep makes before the event loop gets its turn. */
const SLICE = 200;

/** A whole sweep may use this share of one core. */
const SWEEP_SHARE = 0.001;

/** Watches the projects of all roots: native hints where there are any, stat sweeps always. */
export class Watcher {
  readonly #options: WatcherOptions;
  readonly #dirWatcher: DirWatcher | null;
  readonly #trees: RootTree[];
  readonly #polledRoots: ReadonlySet<string>;
  readonly #hints = new Map<string, Set<string | null>>();
  #isHintScheduled = false;
  #nextDirSweepMs = 0;
  #isClosed = false;
  #activeTimer: NodeJS.Timeout | undefined;
  #treeTimer: NodeJS.Timeout | undefined;

  constructor(options: WatcherOptions) {
    this.#options = options;
    this.#dirWatcher =
      options.mode === 'native'
        ? createDirWatcher((dir, name) => this.#hint(dir, name), {
            ...(options.watchFunction && { watchFunction: options.watchFunction }),
            ...(options.isRecursive !== undefined && { isRecursive: options.isRecursive }),
          })
        : null;
    this.#polledRoots = new Set(
      options.roots.filter((root) => this.#dirWatcher === null || isOnNetworkFileSystem(root)),
    );
    this.#trees = options.roots.map(
      (root) =>
        new RootTree({
          root,
          files: options.files,
          isOptional: options.optionalRoots.has(root),
          watcher: this.#polledRoots.has(root) ? null : this.#dirWatcher,
          events: options.events,
          monotonicMs: options.monotonicMs,
          activeForMs: options.timing.activeForMs,
        }),
    );
  }

  get degraded(): string {
    if (this.#dirWatcher === null) return 'polling: native watching is off';
    if (this.#dirWatcher.degraded !== '') return this.#dirWatcher.degraded;
    const [first] = this.#polledRoots;
    return first === undefined ? '' : `polling: ${first} is on a network file system`;
  }

  get problems(): string[] {
    return this.#trees.flatMap((tree) => tree.problems);
  }

  start(): void {
    for (const tree of this.#trees) tree.scan();
    this.#options.onChange();
    this.#followActive();
    this.#scheduleTreeSweep(0);
  }

  close(): void {
    this.#isClosed = true;
    clearInterval(this.#activeTimer);
    clearTimeout(this.#treeTimer);
    this.#dirWatcher?.close();
  }

  /** Sweeps often while there is anything to sweep: an agent in a quiet house does not wake up for nothing. */
  #followActive(): void {
    const isNeeded =
      !this.#isClosed && (this.#polledRoots.size > 0 || this.#trees.some(({ isActive }) => isActive));
    if (isNeeded) {
      this.#activeTimer ??= setInterval(() => this.#sweepActive(), this.#options.timing.activeSweepMs);
    } else {
      clearInterval(this.#activeTimer);
      this.#activeTimer = undefined;
    }
  }

  #sweepActive(): void {
    for (const tree of this.#trees) {
      tree.sweepActive();
      if (this.#polledRoots.has(tree.root)) tree.lookAtDir('projects', false);
    }
    this.#sweepPolledDirs();
    this.#followActive();
  }

  /** Where no event tells of a new file, its folder's time does: looked at often, but within the same small share. */
  #sweepPolledDirs(): void {
    const startedMs = this.#options.monotonicMs();
    if (this.#polledRoots.size === 0 || startedMs < this.#nextDirSweepMs) return;
    for (const tree of this.#trees) {
      if (!this.#polledRoots.has(tree.root)) continue;
      for (const dir of [...tree.dirPaths]) tree.lookAtDir(dir, false);
    }
    const spentMs = this.#options.monotonicMs() - startedMs;
    this.#nextDirSweepMs =
      startedMs + Math.max(4 * this.#options.timing.activeSweepMs, spentMs / SWEEP_SHARE);
  }

  #scheduleTreeSweep(costMs: number): void {
    if (this.#isClosed) return;
    const { treeSweepMinMs, treeSweepMaxMs } = this.#options.timing;
    const delayMs = Math.min(treeSweepMaxMs, Math.max(treeSweepMinMs, costMs / SWEEP_SHARE));
    this.#treeTimer = setTimeout(() => {
      this.#sweepTrees().then(
        (spentMs) => this.#scheduleTreeSweep(spentMs),
        (error: unknown) => {
          this.#options.onError(error);
          this.#scheduleTreeSweep(treeSweepMaxMs * SWEEP_SHARE);
        },
      );
    }, delayMs);
  }

  /** Looks at every folder and every file. Returns the time spent, without the pauses. */
  async #sweepTrees(): Promise<number> {
    let spentMs = 0;
    for (const tree of this.#trees) {
      tree.scan();
      const dirs = [...tree.dirPaths];
      let count = 0;
      let startedMs = this.#options.monotonicMs();
      for (const dir of dirs) {
        count += tree.sweepDir(dir);
        if (count < SLICE) continue;
        count = 0;
        this.#followActive();
        spentMs += this.#options.monotonicMs() - startedMs;
        await nextTurn();
        if (this.#isClosed) return spentMs;
        startedMs = this.#options.monotonicMs();
      }
      spentMs += this.#options.monotonicMs() - startedMs;
    }
    this.#followActive();
    this.#dirWatcher?.retry();
    this.#options.onSwept();
    this.#options.onChange();
    return spentMs;
  }

  #hint(dir: string, name: string | null): void {
    const names = this.#hints.get(dir) ?? new Set();
    names.add(name);
    this.#hints.set(dir, names);
    if (this.#isHintScheduled) return;
    this.#isHintScheduled = true;
    // One turn later: the kernel's queue brings several events for one write.
    setImmediate(() => this.#followHints());
  }

  #followHints(): void {
    this.#isHintScheduled = false;
    if (this.#isClosed) return;
    const hints = [...this.#hints];
    this.#hints.clear();
    for (const [dir, names] of hints) {
      const tree = this.#trees.find((candidate) => isInside(candidate.root, dir));
      if (!tree) continue;
      const path = relative(tree.root, dir).split(sep).join('/');
      for (const name of names) tree.look(path, name);
    }
    this.#followActive();
    this.#options.onChange();
  }
}

function isInside(root: string, dir: string): boolean {
  return dir === root || dir.startsWith(root.endsWith(sep) ? root : root + sep);
}
