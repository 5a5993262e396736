import type { TrackedFile } from '../tail/tracked-file.ts';

/** Typical line of a transcript before any was seen. */
const FIRST_GUESS_BYTES = 2_000;

/** Turns bytes that wait into lines that wait: the average line so far is the best that is known without reading. */
export class LagEstimate {
  #bytes = 0;
  #lines = 0;

  learn(bytes: Uint8Array, lines: number): void {
    this.#bytes += bytes.length;
    this.#lines += lines;
  }

  /** Complete lines that the hub has not committed. Exactly 0 when nothing waits. */
  linesBehind(files: Iterable<TrackedFile>): number {
    const average = this.#lines === 0 ? FIRST_GUESS_BYTES : this.#bytes / this.#lines;
    let bytes = 0;
    for (const file of files) bytes += bytesBehind(file);
    return Math.ceil(bytes / average);
  }
}

function bytesBehind(file: TrackedFile): number {
  // Drained: what is behind `sent` is an unfinished line, which does not count.
  const end = file.isDrained ? file.sent.offset : file.size;
  const isSameGeneration = file.sent.generation === file.committed.generation;
  return Math.max(0, end - (isSameGeneration ? file.committed.offset : 0));
}
