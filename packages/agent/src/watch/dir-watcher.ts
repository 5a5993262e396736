import { type FSWatcher, lstatSync, watch } from 'node:fs';
import { basename, dirname, join, sep } from 'node:path';
import { systemWords } from '../files/system-words.ts';

/** Events are hints: something may have changed in `dir`; `name` is null where the platform does not say what. */
export type OnHint = (dir: string, name: string | null) => void;

/** Native watching of folders, by absolute path. */
export interface DirWatcher {
  add(dir: string): void;
  remove(dir: string): void;
  /** Tries again what failed before. */
  retry(): void;
  /** Empty while every folder is watched; else why not. */
  readonly degraded: string;
  close(): void;
}

/** `fs.watch`, injected so that tests can make it fail. */
export type WatchFunction = (
  dir: string,
  options: { persistent: boolean; recursive?: boolean },
  listener: (event: string, name: string | null) => void,
) => FSWatcher;

export interface DirWatcherOptions {
  watchFunction?: WatchFunction;
  /** One watch for a whole tree instead of one a folder; by default where the platform does that itself. */
  isRecursive?: boolean;
}

/**
 * On Linux one non-recursive watch a folder: the only kind that loses nothing, and it costs one descriptor in all. On
 * macOS and Windows one recursive watch for `projects`, and one for each link that leads out of it.
 */
export function createDirWatcher(onHint: OnHint, options: DirWatcherOptions = {}): DirWatcher {
  const watchFunction = options.watchFunction ?? watch;
  const isRecursive = options.isRecursive ?? (process.platform === 'darwin' || process.platform === 'win32');
  const watchers = new Map<string, FSWatcher>();
  const failed = new Set<string>();
  let degraded = '';

  /** Whether a recursive watch above already tells about this folder. */
  const isCovered = (dir: string): boolean => {
    if (!isRecursive || isLink(dir)) return false;
    for (const above of watchers.keys()) {
      if (isTree(above) && dir.startsWith(above + sep)) return true;
    }
    return false;
  };
  const fail = (dir: string, error: unknown): void => {
    watchers.get(dir)?.close();
    watchers.delete(dir);
    // The folder itself is gone: nothing is wrong with watching.
    if (codeOf(error) === 'ENOENT') return;
    failed.add(dir);
    degraded = describe(error);
    onHint(dir, null);
  };
  const add = (dir: string): void => {
    if (watchers.has(dir) || isCovered(dir)) return;
    try {
      const recursive = isRecursive && isTree(dir);
      const watcher = watchFunction(dir, { persistent: false, recursive }, (event, name) => {
        // A folder reports its own removal under its own name; a successor may already have its path and inode.
        if (event === 'rename' && name === basename(dir)) readd(dir);
        if (name !== null && recursive) onHint(dirname(join(dir, name)), basename(name));
        else onHint(dir, name);
      });
      watcher.on('error', (error) => fail(dir, error));
      watchers.set(dir, watcher);
      failed.delete(dir);
    } catch (error) {
      fail(dir, error);
    }
  };
  const remove = (dir: string): void => {
    watchers.get(dir)?.close();
    watchers.delete(dir);
    failed.delete(dir);
    if (failed.size === 0) degraded = '';
  };
  const readd = (dir: string): void => {
    remove(dir);
    add(dir);
  };

  return {
    add,
    remove,
    retry() {
      for (const dir of [...failed]) {
        add(dir);
        if (failed.has(dir)) return;
      }
      degraded = '';
    },
    get degraded() {
      return degraded;
    },
    close() {
      for (const watcher of watchers.values()) watcher.close();
      watchers.clear();
      failed.clear();
    },
  };
}

/** `projects` and links in it are watched with all that is below; a Claude folder itself is not. */
function isTree(dir: string): boolean {
  return basename(dir) === 'projects' || basename(dirname(dir)) === 'projects';
}

function isLink(dir: string): boolean {
  return lstatSync(dir, { throwIfNoEntry: false })?.isSymbolicLink() === true;
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

function describe(error: unknown): string {
  switch (codeOf(error)) {
    case 'ENOSPC':
      return 'polling: the limit of inotify watches is reached (fs.inotify.max_user_watches)';
    case 'EMFILE':
    case 'ENFILE':
      return 'polling: the limit of open files or inotify instances is reached (fs.inotify.max_user_instances)';
    default:
      return `polling: watching failed (${systemWords(error)})`;
  }
}
