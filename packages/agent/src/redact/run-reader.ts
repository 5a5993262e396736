import type { ByteClass } from './byte-class.ts';
import { skipEscaped } from './escapes.ts';

const MAX_RUN = 64 * 1024;

/**
 * Ends of runs of a class, remembered: a run of a megabyte in which a prefix stands ten thousand times is walked once, not
 * ten thousand times. One reader serves one text.
 */
export class RunReader {
  readonly #last = new Map<ByteClass, { from: number; end: number }>();

  clear(): void {
    this.#last.clear();
  }

  endOf(bytes: Uint8Array, from: number, members: ByteClass): number {
    const last = this.#last.get(members);
    if (last !== undefined && from >= last.from && from <= last.end) return last.end;
    const end = skipEscaped(bytes, from, members, MAX_RUN);
    this.#last.set(members, { from, end });
    return end;
  }
}
