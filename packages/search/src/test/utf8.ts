/** Bytes of a string, as the hub stores it. */
export function utf8(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text));
}

/** A string of bytes. */
export function fromUtf8(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString();
}

/** The hub's idea of "the same letter", on strings. */
export function foldAscii(text: string): string {
  return text.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
}
