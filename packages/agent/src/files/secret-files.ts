import { type BigIntStats, readdirSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { errorCode } from './error-code.ts';

const MAX_REMEMBERED = 4_096;

/**
 * What the client keeps secret, its copies and half-written files included: names, and the folder that they count in, below
 * a Claude folder or the folder around one. The one list, for names and for what lies under other names.
 */
const SECRETS: readonly { folders: readonly string[]; name: RegExp; anywhere: boolean; called?: string }[] = [
  { folders: ['.', 'backups'], name: /^\.(?:claude|credentials)\.json(?:\..*)?$/s, anywhere: true },
  { folders: ['sessions'], name: /\.key$/, anywhere: false, called: 'sessions/*.key' },
  { folders: ['ide'], name: /\.lock$/, anywhere: false, called: 'ide/*.lock' },
];

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
    const claude = new Set([join(home, '.claude'), ...this.#roots]);
    const around = [home, ...[...claude].map((folder) => dirname(folder))];
    for (const folder of new Set([...claude, ...around])) {
      for (const name of SECRETS.flatMap(({ folders }) => folders)) {
        for (const path of listPaths(join(folder, name))) if (secretName(path) !== null) yield path;
      }
    }
  }
}

/** By its own name and folder. */
function secretName(path: string): string | null {
  const file = basename(path);
  const folder = basename(dirname(path));
  const secret = SECRETS.find(
    ({ name, folders, anywhere }) => name.test(file) && (anywhere || folders.includes(folder)),
  );
  return secret === undefined ? null : (secret.called ?? file);
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
