import { basename, join, sep } from 'node:path';
import type { ClaudeFiles } from '../files/claude-files.ts';
import { NotFollowedError } from '../files/not-followed.ts';
import { parseRegistryEntry, type RegistryEntry } from './parse-registry-entry.ts';

/** Only these names: beside them lie `.key` files, which are secrets. */
const REGISTRY_NAME = /^\d+\.json$/;

/** Where clients register themselves. */
const FOLDER = 'sessions';

/** Clients write less than two kilobytes. */
const MAX_BYTES = 65_536;

/** What a look at one registry file gave. */
export type RegistryLook =
  | { kind: 'missing' }
  | { kind: 'unchanged' }
  | { kind: 'entry'; entry: RegistryEntry; stamp: string; changedAtMs: number }
  /** No entry, or not for us. `isHalf`: it may be half-written, and was not seen like this before. */
  | { kind: 'unusable'; isHalf: boolean };

/** Reads registry files. What is wrong with one is told once and touches no other. */
export class RegistryFiles {
  readonly #files: ClaudeFiles;
  readonly #onError: (error: unknown) => void;
  /** By path: what was wrong at the last look. */
  readonly #troubles = new Map<string, string>();

  constructor(files: ClaudeFiles, onError: (error: unknown) => void) {
    this.#files = files;
    this.#onError = onError;
  }

  /** Paths of a root's registry files; null when they cannot be listed now, which says nothing of what is in them. */
  list(root: string): string[] | null {
    const dir = join(root, FOLDER);
    try {
      const paths = this.#files
        .list(root, FOLDER)
        .flatMap(({ name }) => (REGISTRY_NAME.test(name) ? [join(dir, name)] : []));
      this.#forgetAllBut(dir, new Set(paths));
      return paths;
    } catch (error) {
      const code = codeOf(error);
      if (code === 'ENOENT' || code === 'ENOTDIR') return [];
      this.#tell(dir, code, error);
      return null;
    }
  }

  /** An unchanged file is not read again. */
  look(root: string, path: string, knownStamp: string | undefined): RegistryLook {
    try {
      const below = `${FOLDER}/${basename(path)}`;
      const stats = this.#files.stat(root, below);
      if (!stats) return { kind: 'missing' };
      const stamp = `${stats.ino}:${stats.size}:${stats.mtimeMs}:${stats.ctimeMs}`;
      if (stamp === knownStamp) return { kind: 'unchanged' };
      const bytes = this.#files.read(root, below, MAX_BYTES);
      const entry = bytes === null ? null : parseRegistryEntry(root, bytes.toString('utf8'));
      if (entry === null) return { kind: 'unusable', isHalf: this.#isNews(path, stamp) };
      this.#troubles.delete(path);
      return { kind: 'entry', entry, stamp, changedAtMs: stats.mtimeMs };
    } catch (error) {
      const code = codeOf(error);
      if (code === 'ENOENT') return { kind: 'missing' };
      this.#tell(path, code, error);
      return { kind: 'unusable', isHalf: false };
    }
  }

  #tell(path: string, code: string, error: unknown): void {
    if (this.#isNews(path, code)) this.#onError(error);
  }

  #isNews(path: string, trouble: string): boolean {
    if (this.#troubles.get(path) === trouble) return false;
    this.#troubles.set(path, trouble);
    return true;
  }

  #forgetAllBut(dir: string, paths: ReadonlySet<string>): void {
    for (const path of this.#troubles.keys()) {
      if (path === dir || (path.startsWith(dir + sep) && !paths.has(path))) this.#troubles.delete(path);
    }
  }
}

/** Throws on what is no error of the system: then it is a fault of ours. */
function codeOf(error: unknown): string {
  if (error instanceof NotFollowedError) return 'not followed';
  if (error instanceof Error && 'code' in error) return String(error.code);
  throw error;
}
