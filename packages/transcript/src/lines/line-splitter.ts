import type { SourceLine } from '../session/session-projection.ts';
import { splitLines } from './split-lines.ts';

/** Turns a file's bytes, in chunks of any size, into complete lines with their byte offsets. */
export interface LineSplitter {
  /** Lines that this chunk completes. They may be views of the chunk: use them before it is reused. */
  push(chunk: Uint8Array): SourceLine[];
  /** Bytes of the unterminated tail that is held back. */
  readonly heldBytes: number;
  /** File offset of the first byte that is not yet part of a complete line. */
  readonly offset: number;
}

/** `startOffset` is where the first chunk begins in its file: always the start of a line. */
export function createLineSplitter(startOffset = 0): LineSplitter {
  let offset = startOffset;
  // The tail stays in pieces until its newline comes: joining on every chunk would copy a long line over and over.
  let held: Uint8Array[] = [];
  let heldBytes = 0;

  const hold = (piece: Uint8Array): void => {
    if (piece.length === 0) return;
    // A copy: the caller may reuse its read buffer.
    held.push(piece.slice());
    heldBytes += piece.length;
  };

  return {
    push(chunk) {
      const firstEnd = chunk.indexOf(0x0a);
      if (firstEnd === -1) {
        hold(chunk);
        return [];
      }
      const lines: SourceLine[] = [];
      let rest = chunk;
      if (heldBytes > 0) {
        const bytes = join(held, chunk.subarray(0, firstEnd), heldBytes);
        lines.push({ bytes, offset });
        offset += bytes.length + 1;
        held = [];
        heldBytes = 0;
        rest = chunk.subarray(firstEnd + 1);
      }
      for (const line of splitLines(rest, offset)) lines.push(line);
      const lastEnd = rest.lastIndexOf(0x0a) + 1;
      offset += lastEnd;
      hold(rest.subarray(lastEnd));
      return lines;
    },
    get heldBytes() {
      return heldBytes;
    },
    get offset() {
      return offset;
    },
  };
}

function join(pieces: Uint8Array[], last: Uint8Array, piecesBytes: number): Uint8Array {
  const bytes = new Uint8Array(piecesBytes + last.length);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  bytes.set(last, at);
  return bytes;
}
