import { type BigIntStats, closeSync, type Dirent, readdirSync, type Stats, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { errorCode } from './error-code.ts';
import { adviceToFollow } from './follow-advice.ts';
import { NotFollowed, NotFollowedError } from './not-followed.ts';
import {
  descriptorPath,
  hasDescriptorPaths,
  type OpenFile,
  openPlaced,
  openPlacedFolder,
} from './open-placed.ts';
import { findPlaces, isInPlace, type Places, plainPathOf, realPathOf } from './places.ts';
import { readFully } from './read-descriptor.ts';
import { SecretFiles } from './secret-files.ts';

/** A file that may be read; who opened it closes it. */
export interface OpenedFile {
  fd: number;
  stats: BigIntStats;
}

export interface ClaudeFilesOptions {
  /** All Claude folders: a secret of one is not read through another. */
  roots: readonly string[];
  /** Folders that links may lead to, absolute. */
  follow?: readonly string[];
  /** What a person starts to allow one more; `orrery agent --follow` where absent. */
  followCommand?: string | undefined;
  openFile?: OpenFile | undefined;
  /** False: as on systems that do not say where a descriptor is. */
  byDescriptor?: boolean;
}

/**
 * The one door to what is in Claude folders. It opens only regular files of the folder's owner that truly are in the
 * folder, in its `projects` or where a person allowed, and none of the client's secrets; all of that is asked of the open
 * file. Paths are below a root, with `/`.
 */
export class ClaudeFiles {
  readonly #options: ClaudeFilesOptions;
  readonly #byDescriptor: boolean;
  readonly #secrets: SecretFiles;
  readonly #places = new Map<string, Places>();
  readonly #notFollowed = new NotFollowed();

  constructor(options: ClaudeFilesOptions) {
    this.#options = options;
    this.#byDescriptor = options.byDescriptor ?? hasDescriptorPaths;
    this.#secrets = new SecretFiles(options.roots);
  }

  /** What is left out because of where it is, whose it is or what it is: in words, at most 21 entries. */
  get notFollowed(): string[] {
    return this.#notFollowed.words;
  }

  /** Folders that links may lead to. */
  get follow(): readonly string[] {
    return this.#options.follow ?? [];
  }

  /** Opens a file to read it. Throws a `NotFollowedError`, or what the system says. */
  open(root: string, path: string): OpenedFile {
    const absolute = join(root, path);
    const { fd, stats, realPath } = openPlaced(absolute, {
      ...(this.#options.openFile && { openFile: this.#options.openFile }),
      byDescriptor: this.#byDescriptor,
    });
    try {
      this.#judge(root, path, (places) => this.#refusalOf(absolute, path, { stats, realPath }, root, places));
      return { fd, stats };
    } catch (error) {
      closeSync(fd);
      throw error;
    }
  }

  /** A whole file; null where it is larger than `maxBytes`. */
  read(root: string, path: string, maxBytes: number): Buffer | null {
    const { fd, stats } = this.open(root, path);
    try {
      if (stats.size > BigInt(maxBytes)) return null;
      const bytes = Buffer.allocUnsafe(Number(stats.size));
      return bytes.subarray(0, readFully(fd, bytes, 0));
    } finally {
      closeSync(fd);
    }
  }

  /** What is in a folder. Throws a `NotFollowedError`, or what the system says. */
  list(root: string, path: string): Dirent[] {
    const absolute = join(root, path);
    return this.#byDescriptor
      ? this.#listByDescriptor(root, path, absolute)
      : this.#listByPath(root, path, absolute);
  }

  /** Whether a folder may be looked into: asked when it is new, before it is watched. */
  mayEnter(root: string, path: string): boolean {
    const absolute = join(root, path);
    const realPath = realPathOf(absolute);
    if (realPath === null) return false;
    try {
      this.#judge(root, path, (places) => this.#wayOut(absolute, realPath, root, places));
      return true;
    } catch (error) {
      if (error instanceof NotFollowedError) return false;
      throw error;
    }
  }

  /** Size and times only, through links; nothing of it may leave the machine unless the file was opened here. */
  stat(root: string, path: string): Stats | undefined {
    return statSync(join(root, path), { throwIfNoEntry: false });
  }

  /** It is gone: nothing is left to tell of it. */
  forget(root: string, path: string): void {
    this.#notFollowed.forget(root, path);
  }

  /** A folder is gone with all that was in it. */
  forgetBelow(root: string, path: string): void {
    this.#notFollowed.forgetBelow(root, path);
  }

  /** A folder holds these names and no others. */
  keepNames(root: string, path: string, names: ReadonlySet<string>): void {
    this.#notFollowed.keepNames(root, path, names);
  }

  #listByDescriptor(root: string, path: string, absolute: string): Dirent[] {
    const { fd, realPath } = openPlacedFolder(absolute);
    try {
      this.#judge(root, path, (places) => this.#wayOut(absolute, realPath, root, places));
      return readdirSync(descriptorPath(fd), { withFileTypes: true });
    } finally {
      closeSync(fd);
    }
  }

  #listByPath(root: string, path: string, absolute: string): Dirent[] {
    const find = (): string => realPathOf(absolute) ?? absolute;
    const realPath = find();
    this.#judge(root, path, (places) => this.#wayOut(absolute, realPath, root, places));
    const entries = readdirSync(realPath, { withFileTypes: true });
    const after = find();
    if (after !== realPath) this.#judge(root, path, (places) => this.#wayOut(absolute, after, root, places));
    return entries;
  }

  /** Places are looked up again before anything is refused: the folder may have moved, or come. */
  #judge(root: string, path: string, refuse: (places: Places) => string | null): void {
    const known = this.#places.get(root);
    let words = known === undefined ? '' : refuse(known);
    if (words !== null) {
      const places = findPlaces(root, this.follow);
      if (places === null) this.#places.delete(root);
      else this.#places.set(root, places);
      words = places === null ? `${root} is not there.` : refuse(places);
    }
    if (words === null) {
      this.#notFollowed.forget(root, path);
      return;
    }
    this.#notFollowed.note(root, path, words);
    throw new NotFollowedError(words);
  }

  #refusalOf(
    absolute: string,
    path: string,
    { stats, realPath }: { stats: BigIntStats; realPath: string },
    root: string,
    places: Places,
  ): string | null {
    if (!stats.isFile()) return `${absolute} is not a regular file.`;
    const isPlain = stats.nlink <= 1n && realPath === plainPathOf(path, places);
    const secret = this.#secrets.nameOf(realPath, stats, isPlain);
    if (secret !== null)
      return `${absolute} is never read: it is ${secret} of Claude Code under another name.`;
    const out = this.#wayOut(absolute, realPath, root, places, dirname(realPath));
    if (out !== null) return out;
    if (Number(stats.uid) === places.owner) return null;
    return `${absolute} belongs to another account (number ${stats.uid}) than ${root}.`;
  }

  #wayOut(absolute: string, realPath: string, root: string, places: Places, allow = realPath): string | null {
    if (isInPlace(realPath, places)) return null;
    if (realPath === realPathOf(join(places.root, 'projects')))
      return `${absolute} leads to ${realPath}, outside ${root}, and link or folder belongs to another account.`;
    const command = this.#options.followCommand ?? 'orrery agent --follow';
    const advice = adviceToFollow(allow, { home: homedir(), root: places.root, command });
    return `${absolute} leads to ${realPath}, outside ${root}.${advice}`;
  }
}

/** Whether an error says that something is not there (any more). */
export function isMissing(error: unknown): boolean {
  const code = errorCode(error);
  return code === 'ENOENT' || code === 'ENOTDIR';
}
