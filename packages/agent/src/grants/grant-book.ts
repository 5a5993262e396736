import type { Grant } from '@orrery/protocol';
import { stampFiles } from '../hooks/file-stamps.ts';
import { grantStorePath, readGrants, writeGrants } from './grant-store.ts';

export interface GrantBookOptions {
  stateDir: string;
  /** Written down where the owner has said nothing yet. */
  initial: readonly Grant[];
  /** How often the file is looked at, milliseconds. */
  checkMs: number;
  /** `current` or `problem` has changed. */
  onChange: () => void;
}

/** What the owner of this machine lets the hub do. The file decides, at the moment when it matters. */
export class GrantBook {
  readonly #options: GrantBookOptions;
  #current: Grant[] = [];
  #problem = '';
  #stamp = '';
  #timer: NodeJS.Timeout | undefined;

  constructor(options: GrantBookOptions) {
    this.#options = options;
  }

  get current(): Grant[] {
    return this.#current;
  }

  /** Why nothing is allowed although the owner may have allowed something; empty when nothing is wrong. */
  get problem(): string {
    return this.#problem;
  }

  start(): void {
    const { stateDir, initial, checkMs } = this.#options;
    try {
      if (readGrants(stateDir) === null) writeGrants(stateDir, initial);
    } catch (error) {
      this.#problem = wordsOf(error);
    }
    this.#check();
    this.#timer = setInterval(() => this.#check(), checkMs);
  }

  /** Reads the file: the owner may have changed it a moment ago. */
  allows(grant: Grant): boolean {
    this.#check();
    return this.#current.includes(grant);
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #check(): void {
    const { stateDir, initial, onChange } = this.#options;
    const stamp = stampFiles([grantStorePath(stateDir)]);
    if (stamp === this.#stamp) return;
    this.#stamp = stamp;
    try {
      // Without a file, because the disk is full, the owner has still joined with these.
      this.#current = readGrants(stateDir) ?? [...initial];
      this.#problem = '';
    } catch (error) {
      this.#current = [];
      this.#problem = wordsOf(error);
    }
    onChange();
  }
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
