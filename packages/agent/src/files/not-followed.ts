import { replaceUnseen } from '@orrery/protocol';

/** What is refused because of where it is, whose it is or what it is; the message is for people. */
export class NotFollowedError extends Error {
  override readonly name = 'NotFollowedError';
}

const MAX_KEPT = 1_000;
const MAX_TOLD = 20;
const MAX_CHARS = 500;

/** What was not followed and stays so, by root and path below it; told in words, bounded in number. */
export class NotFollowed {
  readonly #roots = new Map<string, Map<string, string>>();
  #size = 0;

  note(root: string, path: string, words: string): void {
    const entries = this.#roots.get(root) ?? new Map<string, string>();
    this.#roots.set(root, entries);
    if (!entries.has(path)) {
      if (this.#size >= MAX_KEPT) return;
      this.#size += 1;
    }
    entries.set(path, clean(words));
  }

  /** It was followed, or is gone. */
  forget(root: string, path: string): void {
    if (this.#size > 0 && this.#roots.get(root)?.delete(path)) this.#size -= 1;
  }

  /** A folder is gone, with all that was below it. */
  forgetBelow(root: string, dir: string): void {
    if (this.#size === 0) return;
    for (const path of this.#roots.get(root)?.keys() ?? []) {
      if (path === dir || path.startsWith(`${dir}/`)) this.forget(root, path);
    }
  }

  /** A folder was listed: what it does not hold any more is gone. */
  keepNames(root: string, dir: string, names: ReadonlySet<string>): void {
    if (this.#size === 0) return;
    for (const path of this.#roots.get(root)?.keys() ?? []) {
      const slash = path.lastIndexOf('/');
      if (path.slice(0, Math.max(0, slash)) === dir && !names.has(path.slice(slash + 1)))
        this.forget(root, path);
    }
  }

  get words(): string[] {
    if (this.#size === 0) return [];
    const all = [...this.#roots.values()].flatMap((entries) => [...entries.values()]);
    const rest = all.length - MAX_TOLD;
    if (rest <= 0) return all;
    const isMore = this.#size >= MAX_KEPT ? ' or more' : '';
    return [...all.slice(0, MAX_TOLD), `${rest}${isMore} more are not followed.`];
  }
}

/** Names are anybody's: none may move a cursor or turn a line around. */
function clean(words: string): string {
  const plain = replaceUnseen(words, () => '?').toWellFormed();
  return plain.length <= MAX_CHARS ? plain : `${plain.slice(0, MAX_CHARS - 1)}…`;
}
