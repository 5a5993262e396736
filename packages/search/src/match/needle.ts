import { FOLD, foldedBytes } from './fold.ts';

/** A term ready to be looked for in bytes. */
export interface Needle {
  /** UTF-8, ASCII letters in lower case. */
  bytes: Uint8Array;
  /** How far the window may move when its last byte is this one (Horspool). */
  skip: Uint8Array;
}

/** Prepares a term. An empty one matches nothing. */
export function createNeedle(text: string): Needle {
  const bytes = foldedBytes(text);
  const last = bytes.length - 1;
  const skip = new Uint8Array(256).fill(Math.min(255, Math.max(1, bytes.length)));
  for (let i = 0; i < last; i++) {
    const distance = Math.min(255, last - i);
    const byte = bytes[i] ?? 0;
    skip[byte] = distance;
    if (byte >= 97 && byte <= 122) skip[byte - 32] = distance;
  }
  return { bytes, skip };
}

/** First place at or after `from` where the needle occurs and ends before `end`; -1 when there is none. */
export function findNeedle(text: Uint8Array, needle: Needle, from: number, end: number): number {
  const { bytes, skip } = needle;
  const last = bytes.length - 1;
  if (last < 0) return -1;
  const lastByte = bytes[last] as number;
  for (let at = from + last; at < end; ) {
    const byte = text[at] as number;
    if (FOLD[byte] === lastByte) {
      let i = last - 1;
      let p = at - 1;
      while (i >= 0 && FOLD[text[p] as number] === bytes[i]) {
        i--;
        p--;
      }
      if (i < 0) return at - last;
    }
    at += skip[byte] as number;
  }
  return -1;
}
