/** ASCII upper case to lower case; every other byte stays, so folding never breaks UTF-8. */
export const FOLD: Uint8Array = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte >= 65 && byte <= 90 ? byte + 32 : byte,
);

/** UTF-8 of a needle, ASCII letters lower-cased. */
export function foldedBytes(text: string): Uint8Array {
  const bytes = utf8Bytes(text);
  for (let i = 0; i < bytes.length; i++) bytes[i] = FOLD[bytes[i] ?? 0] ?? 0;
  return bytes;
}

/** Pure packages have no TextEncoder in their types; needles are short. A lone surrogate becomes U+FFFD, as in stored text. */
function utf8Bytes(text: string): Uint8Array {
  const bytes: number[] = [];
  for (const character of text.toWellFormed()) {
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x80) bytes.push(code);
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 63));
    else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
    else {
      bytes.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63));
      bytes.push(0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
    }
  }
  return Uint8Array.from(bytes);
}
