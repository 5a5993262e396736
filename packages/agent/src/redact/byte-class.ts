/** A set of bytes: 1 where the byte is in it. */
export type ByteClass = Uint8Array;

/** The bytes that a character class like `[A-Z0-9_]` names. */
export function byteClass(characters: RegExp): ByteClass {
  return Uint8Array.from({ length: 256 }, (_, byte) => (characters.test(String.fromCharCode(byte)) ? 1 : 0));
}

export const ALNUM = byteClass(/[A-Za-z0-9]/);
export const WORD = byteClass(/[A-Za-z0-9_]/);
export const WORD_DASH = byteClass(/[A-Za-z0-9_-]/);
export const TOKEN_BYTES = byteClass(/[A-Za-z0-9._~+/=-]/);
export const UPPER_DIGIT = byteClass(/[A-Z0-9]/);
export const LOWER_DIGIT = byteClass(/[a-z0-9]/);
export const DIGIT = byteClass(/[0-9]/);
export const HEX = byteClass(/[A-Fa-f0-9]/);
export const BASE64 = byteClass(/[A-Za-z0-9+/=]/);
export const BLANK = byteClass(/[ \t]/);
/** What can stand inside a secret without ending the JSON string, an escape, a word or a line. */
export const VALUE_BYTES = byteClass(/[!#-&(-+\-./0-9:<-[\]^-~]/);

const BACKSLASH = 92;
const ESCAPE_LETTERS = byteClass(/[nrtbf]/);
const LETTER_U = 117;

/** First position at or after `from` whose byte is not in the class, `limit` bytes on at most. */
export function skip(
  bytes: Uint8Array,
  from: number,
  members: ByteClass,
  limit = Number.POSITIVE_INFINITY,
): number {
  let at = from;
  const end = Math.min(bytes.length, from + limit);
  while (at < end && members[bytes[at] as number] === 1) at += 1;
  return at;
}

/** First position of the run of the class that ends before `end`. */
export function skipBack(bytes: Uint8Array, end: number, members: ByteClass, limit: number): number {
  let at = end;
  const lowest = Math.max(0, end - limit);
  while (at > lowest && members[bytes[at - 1] as number] === 1) at -= 1;
  return at;
}

/** Whether a word can begin at `position`: nothing of a word before it, where an escape (`\n`, `\u0026`) is none. */
export function isWordStart(bytes: Uint8Array, position: number): boolean {
  const before = bytes[position - 1];
  if (before === undefined || WORD[before] === 0) return true;
  if (ESCAPE_LETTERS[before] === 1 && bytes[position - 2] === BACKSLASH) return true;
  return isUnicodeEscape(bytes, position - 6) && bytes[position - 6] === BACKSLASH;
}

/** Where the name or word that seems to begin at `start` begins, when what looks like its first letters ends an escape. */
export function afterEscapeLetters(bytes: Uint8Array, start: number): number {
  if (bytes[start - 1] !== BACKSLASH) return start;
  if (isUnicodeEscape(bytes, start - 1)) return start + 5;
  return ESCAPE_LETTERS[bytes[start] as number] === 1 ? start + 1 : start;
}

function isUnicodeEscape(bytes: Uint8Array, backslash: number): boolean {
  return bytes[backslash + 1] === LETTER_U && skip(bytes, backslash + 2, HEX, 4) === backslash + 6;
}
