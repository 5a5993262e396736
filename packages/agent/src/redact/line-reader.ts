const NEWLINE = 10;

/** One line of a text, its newline included. */
export interface Line {
  /** Where it begins in the text. */
  start: number;
  end: number;
  bytes: Buffer;
}

const NONE: Line = { start: 0, end: 0, bytes: Buffer.alloc(0) };

/** A text that is taken for one line, whatever is in it. */
export function wholeText(bytes: Buffer): Line {
  return { start: 0, end: bytes.length, bytes };
}

/** Finds the line of a position; a line of megabytes is measured once, however often it is asked for. */
export class LineReader {
  #last: Line;

  constructor(first: Line = NONE) {
    this.#last = first;
  }

  lineAt(bytes: Buffer, position: number): Line {
    const last = this.#last;
    if (position >= last.start && position < last.end) return last;
    const start = bytes.lastIndexOf(NEWLINE, position) + 1;
    const newline = bytes.indexOf(NEWLINE, position);
    const end = newline === -1 ? bytes.length : newline + 1;
    this.#last = { start, end, bytes: bytes.subarray(start, end) };
    return this.#last;
  }
}
