const text = new TextDecoder('utf-8');
const exactText = new TextDecoder('utf-8', { ignoreBOM: true });

/** The line as text for the JSON parser; a byte order mark is dropped, invalid bytes become U+FFFD. */
export function decodeLine(bytes: Uint8Array): string {
  return text.decode(bytes);
}

/** The line as text for a person, byte order mark included. */
export function rawText(bytes: Uint8Array): string {
  return exactText.decode(bytes);
}

/** Nothing but white space: not a record, and nothing to show. */
export function isBlank(bytes: Uint8Array): boolean {
  for (const byte of bytes) {
    if (byte !== 0x20 && byte !== 0x09 && byte !== 0x0d) return false;
  }
  return true;
}

const SKIPPED_PREFIX = asciiBytes('{"type":"api-request');

/**
 * Since 2.1.330 the client stores each whole API request beside the conversation, which doubles the file. These
 * records mean nothing to anyone here, so they are told by their first bytes and never parsed.
 */
export function isSkippable(bytes: Uint8Array): string | null {
  if (bytes.length < SKIPPED_PREFIX.length + 2) return null;
  for (let index = 0; index < SKIPPED_PREFIX.length; index += 1) {
    if (bytes[index] !== SKIPPED_PREFIX[index]) return null;
  }
  // A cut-off line is malformed like any other: only a whole object is skipped.
  return bytes[bytes.length - 1] === 0x7d || bytes[bytes.length - 1] === 0x0d ? 'api-request' : null;
}

function asciiBytes(ascii: string): Uint8Array {
  return Uint8Array.from(ascii, (char) => char.charCodeAt(0));
}
