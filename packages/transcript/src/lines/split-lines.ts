import type { SourceLine } from '../session/session-projection.ts';

const NEWLINE = 0x0a;

/**
 * Cuts a buffer of whole lines at each `\n` and at nothing else. Lines are views, not copies. Bytes after the last
 * newline are not a line yet and are left out.
 */
export function splitLines(bytes: Uint8Array, baseOffset: number): SourceLine[] {
  return [...eachLine(bytes, baseOffset)];
}

/** The same, one after the other: of a buffer that holds nothing but newlines no list of millions is made. */
export function* eachLine(bytes: Uint8Array, baseOffset: number): Generator<SourceLine, void> {
  let start = 0;
  for (let end = bytes.indexOf(NEWLINE); end !== -1; end = bytes.indexOf(NEWLINE, start)) {
    yield { bytes: bytes.subarray(start, end), offset: baseOffset + start };
    start = end + 1;
  }
}
