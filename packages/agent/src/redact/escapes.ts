import { type ByteClass, HEX, skip } from './byte-class.ts';

export const NEWLINE = 10;
export const SPACE = 32;
export const DOUBLE_QUOTE = 34;
export const SINGLE_QUOTE = 39;
export const BACKTICK = 96;
export const BACKSLASH = 92;
const SLASH = 47;
const TAB = 9;
const LETTER_U = 117;
/** Eight levels of JSON in JSON; more backslashes than that are a drawing. */
const MAX_BACKSLASHES = 255;

/** What an escape's letter stands for. A literal backslash before an `n` cannot be told from an escape; it counts as one. */
const MEANINGS = new Map([
  [110, NEWLINE],
  [114, NEWLINE],
  [116, TAB],
  [98, SPACE],
  [102, SPACE],
  [SLASH, SLASH],
  [DOUBLE_QUOTE, DOUBLE_QUOTE],
  [SINGLE_QUOTE, SINGLE_QUOTE],
  [BACKTICK, BACKTICK],
]);

/** How many backslashes begin at `at`. */
export function countBackslashes(bytes: Uint8Array, at: number): number {
  let end = at;
  const limit = at + MAX_BACKSLASHES;
  while (end < limit && bytes[end] === BACKSLASH) end += 1;
  return end - at;
}

/** The character at `at`, behind escapes however often they are escaped; -1 at the end. */
export function characterAt(bytes: Uint8Array, at: number): number {
  const byte = bytes[at];
  if (byte !== BACKSLASH) return byte ?? -1;
  const letter = at + countBackslashes(bytes, at);
  if (isUnicode(bytes, letter)) return Number.parseInt(latin1(bytes, letter + 1, letter + 5), 16);
  return MEANINGS.get(bytes[letter] as number) ?? BACKSLASH;
}

/** First byte after the character at `at`, which may be an escape. */
export function afterCharacter(bytes: Uint8Array, at: number): number {
  if (bytes[at] !== BACKSLASH) return at + 1;
  const letter = at + countBackslashes(bytes, at);
  if (isUnicode(bytes, letter)) return letter + 5;
  return MEANINGS.has(bytes[letter] as number) ? letter + 1 : letter;
}

/** Like `skip`, through escaped members too: `\/` and `\u002f` are slashes. */
export function skipEscaped(bytes: Uint8Array, from: number, members: ByteClass, limit: number): number {
  let at = from;
  const end = Math.min(bytes.length, from + limit);
  for (;;) {
    at = skip(bytes, at, members, end - at);
    if (at >= end || bytes[at] !== BACKSLASH) return at;
    const character = characterAt(bytes, at);
    if (character > 255 || members[character] !== 1) return at;
    at = afterCharacter(bytes, at);
  }
}

function isUnicode(bytes: Uint8Array, letter: number): boolean {
  return bytes[letter] === LETTER_U && skip(bytes, letter + 1, HEX, 4) === letter + 5;
}

function latin1(bytes: Uint8Array, start: number, end: number): string {
  return String.fromCharCode(...bytes.subarray(start, end));
}
