import { type BigIntStats, readdirSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { errorCode } from './error-code.ts';

const MAX_REMEMBERED = 4_096;

/** The secrets of Claude Code: known by where they are, and by what they are under any other name. */
export class SecretFiles {
  readonly #roots: readonly string[];
  /** What was a secret once: a second name keeps the content when the client writes its file anew. */
  readonly #remembered = new Set<string>();

  constructor(roots: readonly string[]) {
    this.#roots = roots;
  }

  /**
   * Name of the secret that an open file is; null for any other. `isPlain`: it was reached by its own path and has no
   * second name, so that only its path and what is remembered can make it one.
   */
  nameOf(realPath: string, stats: BigIntStats, isPlain: boolean): string | null {
    const named = secretName(realPath);
    if (named !== null) return named;
    const found = isPlain ? null : this.#find(stats);
    if (found !== null) return found;
    return this.#remembered.has(lifeOf(stats)) ? 'a former secret file' : null;
  }

  #find(wanted: BigIntStats): string | null {
    for (const path of this.#paths()) {
      const stats = statOf(path);
      if (stats === null || stats.dev !== wanted.dev || stats.ino !== wanted.ino) continue;
      if (this.#remembered.size < MAX_REMEMBERED && stats.birthtimeNs > 0n)
        this.#remembered.add(lifeOf(stats));
      return secretName(path);
    }
    return null;
  }

  *#paths(): Generator<string> {
    const home = homedir();
    const folders = new Set([join(home, '.claude'), ...this.#roots]);
    for (const file of new Set([home, ...folders, ...[...folders].map((folder) => dirname(folder))])) {
      yield join(file, '.claude.json');
      yield join(file, '.claude.json.backup');
    }
    for (const folder of folders) {
      yield join(folder, '.credentials.json');
      for (const name of ['sessions', 'ide'])
        for (const path of listPaths(join(folder, name))) if (secretName(path) !== null) yield path;
    }
  }
}

/** By its own name and folder. */
function secretName(path: string): string | null {
  const name = basename(path);
  if (name === '.credentials.json' || /^\.claude\.json(\.backup.*)?$/.test(name)) return name;
  const folder = basename(dirname(path));
  if (folder === 'sessions' && name.endsWith('.key')) return 'sessions/*.key';
  return folder === 'ide' && name.endsWith('.lock') ? 'ide/*.lock' : null;
}

/** An inode number is given again soon after its file is gone; with the time of birth it tells files apart. */
function lifeOf({ dev, ino, birthtimeNs }: BigIntStats): string {
  return `${dev}:${ino}:${birthtimeNs}`;
}

function statOf(path: string): BigIntStats | null {
  return orNull(() => statSync(path, { bigint: true, throwIfNoEntry: false }) ?? null);
}

function listPaths(dir: string): string[] {
  return orNull(() => readdirSync(dir))?.map((name) => join(dir, name)) ?? [];
}

/** What this account may not look at, it cannot ship either. */
function orNull<T>(look: () => T): T | null {
  try {
    return look();
  } catch (error) {
    if (errorCode(error) !== null) return null;
    throw error;
  }
}
