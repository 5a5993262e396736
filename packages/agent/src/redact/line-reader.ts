const NEWLINE = 10;

/** One line of a text. */
export interface Line {
  start: number;
  end: number;
  /** Questions about the whole line that were asked already. */
  answers: Set<string>;
}

/** Finds the line of a position; a line of megabytes is measured once, however often it is asked for. */
export class LineReader {
  #last: Line | null = null;

  lineAt(bytes: Buffer, position: number): Line {
    const last = this.#last;
    if (last !== null && position >= last.start && position < last.end) return last;
    // Positions come in order nearly always: what is before the last line's end was seen.
    const from = last !== null && position >= last.end ? last.end : 0;
    const start = from + bytes.subarray(from, position + 1).lastIndexOf(NEWLINE) + 1;
    const newline = bytes.indexOf(NEWLINE, position);
    this.#last = { start, end: newline === -1 ? bytes.length : newline, answers: new Set() };
    return this.#last;
  }
}
