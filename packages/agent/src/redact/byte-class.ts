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
export const HEX = byteClass(/[A-Fa-f0-9]/);
/** What can stand inside a secret without ending the JSON string, an escape, a word or a line. */
export const VALUE_BYTES = byteClass(/[!#-&(-+\-./0-9:<-[\]^-~]/);

const BACKSLASH = 92;
const ESCAPE_LETTERS = byteClass(/[nrtbf]/);

/** First position at or after `from` whose byte is not in the class. */
export function skip(bytes: Uint8Array, from: number, members: ByteClass): number {
  let at = from;
  while (at < bytes.length && members[bytes[at] as number] === 1) at += 1;
  return at;
}

/** First position of the run of the class that ends before `end`. */
export function skipBack(bytes: Uint8Array, end: number, members: ByteClass, limit: number): number {
  let at = end;
  const lowest = Math.max(0, end - limit);
  while (at > lowest && members[bytes[at - 1] as number] === 1) at -= 1;
  return at;
}

/** Whether a word can begin at `position`: nothing of a word before it, where the `n` of an escaped `\n` is none. */
export function isWordStart(bytes: Uint8Array, position: number): boolean {
  const before = bytes[position - 1];
  if (before === undefined || WORD[before] === 0) return true;
  return ESCAPE_LETTERS[before] === 1 && bytes[position - 2] === BACKSLASH;
}
