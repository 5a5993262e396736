import type { Dirent, Stats } from 'node:fs';
import { join, sep } from 'node:path';
import { type ClaudeFiles, isMissing } from '../files/claude-files.ts';
import { look } from '../files/look.ts';
import { NotFollowedError } from '../files/not-followed.ts';
import { systemWords } from '../files/system-words.ts';
import type { DirWatcher } from './dir-watcher.ts';
import { isWantedDir, MAX_DEPTH, type Wanted, wantedKind } from './wanted.ts';

/** A transcript or document that is on disk. */
export interface TreeFile {
  readonly root: string;
  /** Below the root, with `/`. */
  readonly path: string;
  readonly kind: Exclude<Wanted, null>;
  size: number;
  mtimeMs: number;
  ctimeMs: number;
  ino: number;
  /** Until this monotonic time the file is swept often. */
  activeUntilMs: number;
  /** It changed at the last look. Once quiet it is reported once more: two writes in one clock tick look like one. */
  isSettling: boolean;
}

export interface TreeEvents {
  /** `first`: found by the first scan of this root. `perhaps`: nothing differs, but a hint or rule asks for a look. */
  fileSeen(file: TreeFile, why: 'first' | 'changed' | 'perhaps'): void;
  fileGone(file: TreeFile): void;
}

interface TreeDir {
  readonly path: string;
  readonly depth: number;
  dev: number;
  ino: number;
  mtimeMs: number;
  isSettling: boolean;
  /** By themselves, not by name: ten thousand more strings would only repeat what the paths end with. */
  files: Set<TreeFile>;
  dirs: Set<string>;
  /** What they point to can come without a change in this folder. */
  links: Map<string, Dirent>;
}

export interface RootTreeOptions {
  files: ClaudeFiles;
  root: string;
  /** It may not exist: a machine on which Claude has not run yet. Once it was there, its loss is a problem. */
  isOptional: boolean;
  /** Null: polling only. */
  watcher: DirWatcher | null;
  events: TreeEvents;
  monotonicMs: () => number;
  activeForMs: number;
}

/**
 * What is known of `projects/` below one Claude folder. It is brought up to date by looking, never by believing an
 * event: a hint only says where to look.
 */
export class RootTree {
  readonly root: string;
  readonly #options: RootTreeOptions;
  /** The root as every path begins: joining by the library costs as much as the look itself. */
  readonly #prefix: string;
  readonly #files = new Map<string, TreeFile>();
  readonly #dirs = new Map<string, TreeDir>();
  readonly #active = new Set<TreeFile>();
  #isFirstScan = true;
  #wasThere = false;
  #problems = new Map<string, string>();

  constructor(options: RootTreeOptions) {
    this.root = options.root;
    this.#prefix = options.root.endsWith(sep) ? options.root : options.root + sep;
    this.#options = options;
  }

  get problems(): string[] {
    return [...this.#problems.values()];
  }

  get dirPaths(): Iterable<string> {
    return this.#dirs.keys();
  }

  /** Whether any file changed lately. */
  get isActive(): boolean {
    return this.#active.size > 0;
  }

  /** Looks at the root and, where it is new, at everything below. */
  scan(): void {
    const isReadable = this.#lookAtRoot();
    if (isReadable) this.lookAtDir('projects', false);
    else this.#dropDir('projects');
    this.#isFirstScan = false;
  }

  /** A hint for a name in a folder (both as in `path`), or for the folder as a whole. */
  look(dir: string, name: string | null): void {
    if (name === null) {
      this.lookAtDir(dir, true);
      return;
    }
    const path = dir === '' ? name : `${dir}/${name}`;
    if (dir === '' && name === 'projects') this.scan();
    const parent = this.#dirs.get(dir);
    if (!parent) return;
    const kind = wantedKind(name);
    const file = this.#files.get(path);
    if (file) this.#lookAtFile(file, true);
    else if (kind !== null) this.#addFile(parent, name, kind);
    else if (parent.dirs.has(name)) this.lookAtDir(path, true);
    // Most other names are files that nobody wants; only a new folder is worth listing its parent.
    else if (this.#stat(path)?.isDirectory()) this.lookAtDir(dir, true);
  }

  /** Stats a folder; lists it when it changed, or when `isForced`. */
  lookAtDir(path: string, isForced: boolean): void {
    const stats = this.#stat(path);
    if (!stats?.isDirectory()) {
      this.#dropDir(path);
      return;
    }
    const known = this.#dirs.get(path);
    const isOther = known !== undefined && (known.ino !== stats.ino || known.dev !== stats.dev);
    if (isOther) this.#dropDir(path);
    const dir = this.#dirs.get(path) ?? this.#addDir(path, stats);
    if (dir === null) return;
    const hasChanged = dir.mtimeMs !== stats.mtimeMs;
    if (!hasChanged && !dir.isSettling && !isForced) {
      for (const [name, entry] of dir.links) {
        const isKnown = this.#files.has(`${path}/${name}`) || dir.dirs.has(name);
        if (!isKnown) this.#lookAtEntry(dir, entry);
      }
      return;
    }
    dir.isSettling = hasChanged;
    dir.mtimeMs = stats.mtimeMs;
    this.#list(dir);
  }

  /** Stats a folder and every file in it; returns how many looks that were. */
  sweepDir(path: string): number {
    this.lookAtDir(path, false);
    const files = this.#dirs.get(path)?.files;
    if (!files) return 1;
    const looks = files.size + 1;
    for (const file of files) this.#lookAtFile(file, false);
    return looks;
  }

  /** Stats the files that changed lately. */
  sweepActive(): void {
    const now = this.#options.monotonicMs();
    for (const file of this.#active) {
      if (file.activeUntilMs < now) this.#active.delete(file);
      else this.#lookAtFile(file, false);
    }
  }

  /** Stats a file and reports what is new about it. */
  #lookAtFile(file: TreeFile, isHinted: boolean): void {
    const stats = this.#stat(file.path);
    if (!stats?.isFile()) {
      this.#dropFile(file);
      return;
    }
    this.#update(file, stats, isHinted);
  }

  #lookAtRoot(): boolean {
    try {
      this.#options.files.list(this.root, '');
      this.#problems.delete('');
      this.#wasThere = true;
      this.#options.watcher?.add(this.root);
      return true;
    } catch (error) {
      this.#options.watcher?.remove(this.root);
      const isExpected = this.#options.isOptional && !this.#wasThere && isMissing(error);
      if (!isExpected) this.#problems.set('', `${this.root} cannot be read: ${systemWords(error)}`);
      return false;
    }
  }

  /** Null: it leads out of the Claude folder. */
  #addDir(path: string, stats: Stats): TreeDir | null {
    if (!this.#options.files.mayEnter(this.root, path)) return null;
    const depth = path.split('/').length - 1;
    const { dev, ino } = stats;
    const dir = {
      path,
      depth,
      dev,
      ino,
      mtimeMs: -1,
      isSettling: false,
      files: new Set<TreeFile>(),
      dirs: new Set<string>(),
      links: new Map<string, Dirent>(),
    };
    this.#dirs.set(path, dir);
    // Watch first, list then: what comes in between is in the list, what comes after makes an event.
    this.#options.watcher?.add(this.absolute(path));
    return dir;
  }

  #list(dir: TreeDir): void {
    let entries: Dirent[];
    try {
      entries = this.#options.files.list(this.root, dir.path);
      this.#problems.delete(dir.path);
    } catch (error) {
      if (isMissing(error) || error instanceof NotFollowedError) this.#dropDir(dir.path);
      else this.#problems.set(dir.path, `${this.absolute(dir.path)} cannot be read: ${systemWords(error)}`);
      return;
    }
    const names = new Set<string>();
    dir.links.clear();
    for (const entry of entries) {
      names.add(entry.name);
      if (entry.isSymbolicLink()) dir.links.set(entry.name, entry);
      this.#lookAtEntry(dir, entry);
    }
    this.#options.files.keepNames(this.root, dir.path, names);
    for (const file of dir.files) if (!names.has(file.path.slice(dir.path.length + 1))) this.#dropFile(file);
    for (const name of dir.dirs) if (!names.has(name)) this.#dropDir(`${dir.path}/${name}`);
  }

  #lookAtEntry(dir: TreeDir, entry: Dirent): void {
    const path = `${dir.path}/${entry.name}`;
    const kind = wantedKind(entry.name);
    if (kind !== null && !entry.isDirectory()) {
      const file = this.#files.get(path);
      if (file) this.#lookAtFile(file, false);
      else this.#addFile(dir, entry.name, kind);
      return;
    }
    // Links to folders are followed at the level of projects only, so there can be no cycle.
    const isDir = entry.isDirectory() || (entry.isSymbolicLink() && dir.depth === 0);
    if (!isDir || dir.depth >= MAX_DEPTH || !isWantedDir(path)) return;
    dir.dirs.add(entry.name);
    this.lookAtDir(path, false);
    if (!this.#dirs.has(path)) dir.dirs.delete(entry.name);
  }

  #addFile(dir: TreeDir, name: string, kind: Exclude<Wanted, null>): void {
    const path = `${dir.path}/${name}`;
    const stats = this.#stat(path);
    if (!stats?.isFile()) return;
    const file: TreeFile = {
      root: this.root,
      path,
      kind,
      size: -1,
      mtimeMs: 0,
      ctimeMs: 0,
      ino: 0,
      activeUntilMs: 0,
      isSettling: false,
    };
    dir.files.add(file);
    this.#files.set(path, file);
    this.#update(file, stats, false);
  }

  #update(file: TreeFile, stats: Stats, isHinted: boolean): void {
    const hasChanged =
      file.size !== stats.size ||
      file.mtimeMs !== stats.mtimeMs ||
      file.ctimeMs !== stats.ctimeMs ||
      file.ino !== stats.ino;
    if (!hasChanged && !isHinted && !file.isSettling) return;
    const isFirst = file.size === -1 && this.#isFirstScan;
    file.size = stats.size;
    file.mtimeMs = stats.mtimeMs;
    file.ctimeMs = stats.ctimeMs;
    file.ino = stats.ino;
    const isLate = !hasChanged && !isHinted;
    file.isSettling = !isFirst && !isLate;
    if (!isFirst && !isLate) {
      file.activeUntilMs = this.#options.monotonicMs() + this.#options.activeForMs;
      this.#active.add(file);
    }
    this.#options.events.fileSeen(file, isFirst ? 'first' : hasChanged ? 'changed' : 'perhaps');
  }

  #dropFile(file: TreeFile): void {
    this.#files.delete(file.path);
    this.#active.delete(file);
    const slash = file.path.lastIndexOf('/');
    this.#dirs.get(file.path.slice(0, slash))?.files.delete(file);
    this.#options.events.fileGone(file);
  }

  #dropDir(path: string): void {
    const dir = this.#dirs.get(path);
    if (!dir) return;
    for (const file of dir.files) this.#dropFile(file);
    for (const name of dir.dirs) this.#dropDir(`${path}/${name}`);
    this.#dirs.delete(path);
    this.#problems.delete(path);
    this.#options.watcher?.remove(this.absolute(path));
    const slash = path.lastIndexOf('/');
    if (slash > 0) this.#dirs.get(path.slice(0, slash))?.dirs.delete(path.slice(slash + 1));
  }

  absolute(path: string): string {
    return join(this.root, path);
  }

  #stat(path: string): Stats | undefined {
    try {
      return look(this.#prefix + path);
    } catch (error) {
      // A link in a circle, a folder that became unreadable: for now it is not there; the next sweep looks again.
      if (error instanceof Error) return undefined;
      throw error;
    }
  }
}
