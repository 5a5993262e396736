import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';
import { parseRegistryEntry, type RegistryEntry } from './parse-registry-entry.ts';

/** Only these names: beside them lie `.key` files, which are secrets. */
const REGISTRY_NAME = /^\d+\.json$/;

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
  readonly #onError: (error: unknown) => void;
  /** By path: what was wrong at the last look. */
  readonly #troubles = new Map<string, string>();

  constructor(onError: (error: unknown) => void) {
    this.#onError = onError;
  }

  /** Paths of a folder's registry files; null when it cannot be listed now, which says nothing of what is in it. */
  list(dir: string): string[] | null {
    try {
      const paths = readdirSync(dir).flatMap((name) => (REGISTRY_NAME.test(name) ? [join(dir, name)] : []));
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
      const stats = statSync(path, { throwIfNoEntry: false });
      if (!stats) return { kind: 'missing' };
      const stamp = `${stats.ino}:${stats.size}:${stats.mtimeMs}:${stats.ctimeMs}`;
      if (stamp === knownStamp) return { kind: 'unchanged' };
      const entry = stats.size > MAX_BYTES ? null : parseRegistryEntry(root, readFileSync(path, 'utf8'));
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
  if (error instanceof Error && 'code' in error) return String(error.code);
  throw error;
}
