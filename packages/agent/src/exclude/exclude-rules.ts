import { join } from 'node:path';
import ignore, { type Ignore } from 'ignore';
import type { ClaudeFiles } from '../files/claude-files.ts';
import { isNameTaken } from '../files/look.ts';
import { systemWords } from '../files/system-words.ts';
import { readFirstCwd } from './first-cwd.ts';

/** Name of the rule file, in the Claude folder, in the syntax of `.gitignore`. */
const RULE_FILE = '.orreryignore';

/** Far more than anybody's rules. */
const MAX_BYTES = 1024 * 1024;

/** How long rules are used before the file is looked at again. */
const RECHECK_MS = 500;

interface RootRules {
  stamp: string;
  /** Null: no rule file, nothing is excluded. */
  rules: Ignore | null;
  /** Not empty: there is a rule file that cannot be read. Then nothing of this root leaves the host. */
  problem: string;
  checkedAtMs: number;
  cwds: Map<string, string>;
}

/**
 * Which files never leave the host. A rule is held against the path below the Claude folder, the path below
 * `projects/`, and the working folder of the file's first record, so that a person can write the project's own path.
 */
export class ExcludeRules {
  readonly #files: ClaudeFiles;
  readonly #monotonicMs: () => number;
  readonly #roots = new Map<string, RootRules>();

  constructor(files: ClaudeFiles, monotonicMs: () => number) {
    this.#files = files;
    this.#monotonicMs = monotonicMs;
  }

  get problems(): string[] {
    return [...this.#roots.values()].flatMap(({ problem }) => (problem === '' ? [] : [problem]));
  }

  isExcluded(root: string, path: string): boolean {
    const own = this.#rulesOf(root);
    if (own.problem !== '') return true;
    if (own.rules === null) return false;
    const below = path.slice(path.indexOf('/') + 1);
    if (own.rules.ignores(path) || own.rules.ignores(below)) return true;
    const cwd = this.#cwdOf(own, root, transcriptOf(path));
    return cwd !== '' && ignore.isPathValid(cwd) && own.rules.ignores(`${cwd}/`);
  }

  #rulesOf(root: string): RootRules {
    const known = this.#roots.get(root);
    const now = this.#monotonicMs();
    if (known && now - known.checkedAtMs < RECHECK_MS) return known;
    const stamp = stampOf(this.#files, root);
    if (known && known.stamp === stamp && known.problem === '') {
      known.checkedAtMs = now;
      return known;
    }
    const next = {
      stamp,
      checkedAtMs: now,
      cwds: new Map<string, string>(),
      ...readRules(this.#files, root, stamp),
    };
    this.#roots.set(root, next);
    return next;
  }

  #cwdOf(own: RootRules, root: string, path: string): string {
    const known = own.cwds.get(path);
    if (known !== undefined) return known;
    const cwd = readFirstCwd(this.#files, root, path);
    // As long as no record says it, the next look may.
    if (cwd === null) return '';
    const relative = cwd
      .replaceAll('\\', '/')
      .replace(/^([A-Za-z]):/, '$1')
      .replace(/^\/+/, '');
    own.cwds.set(path, relative);
    return relative;
  }
}

/** Empty where there is no rule file. A link that leads nowhere is one that cannot be read. */
function stampOf(files: ClaudeFiles, root: string): string {
  const stats = files.stat(root, RULE_FILE);
  if (stats) return `${stats.ino}:${stats.size}:${stats.mtimeMs}`;
  return isNameTaken(join(root, RULE_FILE)) ? 'dangling' : '';
}

function readRules(files: ClaudeFiles, root: string, stamp: string): Pick<RootRules, 'rules' | 'problem'> {
  if (stamp === '') return { rules: null, problem: '' };
  try {
    const bytes = files.read(root, RULE_FILE, MAX_BYTES);
    if (bytes === null) throw new Error('it is larger than rules are.');
    return { rules: ignore().add(bytes.toString('utf8')), problem: '' };
  } catch (error) {
    const why = systemWords(error);
    return { rules: null, problem: `${join(root, RULE_FILE)} cannot be read, so nothing is sent: ${why}` };
  }
}

/** The meta file of a sub-agent goes with its transcript. */
function transcriptOf(path: string): string {
  return path.replace(/\.meta\.json$/, '.jsonl');
}
