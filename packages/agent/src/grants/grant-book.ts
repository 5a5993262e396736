import type { Grant } from '@orrery/protocol';
import { stampFiles } from '../hooks/file-stamps.ts';
import { goneGrants, grantStorePath, readGrants } from './grant-store.ts';

export interface GrantBookOptions {
  stateDir: string;
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
    this.#check();
    this.#timer = setInterval(() => this.#check(), this.#options.checkMs);
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
    const { stateDir, onChange } = this.#options;
    const stamp = stampFiles([grantStorePath(stateDir)]);
    if (stamp === this.#stamp) return;
    this.#stamp = stamp;
    try {
      const kept = readGrants(stateDir);
      this.#current = kept ?? [];
      // It was written before this began: that it is not there is nobody's decision.
      this.#problem = kept === null ? goneGrants(stateDir) : '';
    } catch (error) {
      this.#current = [];
      this.#problem = error instanceof Error ? error.message : String(error);
    }
    onChange();
  }
}
