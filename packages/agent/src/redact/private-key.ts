import { byteClass, skip } from './byte-class.ts';
import type { Span } from './span.ts';

/** Stand in the first line of a PEM block, also in an address. `-----` would be found in every Markdown table. */
export const pemMarks = ['BEGIN ', 'BEGIN%20', 'BEGIN+'];

const BODY = byteClass(/[A-Za-z0-9+/=%]/);
const BACKSLASH = 92;
const QUOTE = 34;
const NEWLINE = 10;
const DASH = 45;
const HEADER =
  /^BEGIN(?: |%20|\+)(?:[A-Z0-9]+(?: |%20|\+))*PRIVATE(?: |%20|\+)KEY(?:(?: |%20|\+)BLOCK)?-----/;

/** Below this, a run of letters in the block is a word (`Proc-Type`), not key material. */
const MIN_RUN = 16;

/**
 * The key material of a private key block, run by run: line ends stay, however often they are escaped, and so do the
 * first and the last line. A block that is cut off counts as well.
 */
export function matchPrivateKey(bytes: Buffer, position: number): Span[] {
  const header = HEADER.exec(bytes.toString('latin1', position, position + 80));
  if (!header || bytes[position - 1] !== DASH) return [];
  const spans: Span[] = [];
  let at = position + header[0].length;
  while (at < bytes.length) {
    const byte = bytes[at] as number;
    if (byte === QUOTE || byte === NEWLINE || isFooter(bytes, at)) break;
    if (byte === BACKSLASH) {
      at = afterEscape(bytes, at);
      // An escaped quote ends the text that the key stands in.
      if (bytes[at - 1] === QUOTE) break;
      continue;
    }
    const end = skip(bytes, at, BODY);
    const isKey = end - at >= MIN_RUN || (spans.length > 0 && end > at);
    if (isKey) spans.push({ start: at, end, label: spans.length === 0 ? 'private-key' : '' });
    at = Math.max(end, at + 1);
  }
  return spans;
}

function isFooter(bytes: Buffer, at: number): boolean {
  return bytes[at] === DASH && /^-----(?:END|BEGIN)/.test(bytes.toString('latin1', at, at + 10));
}

/** Past a run of backslashes and the one letter that they escape. */
function afterEscape(bytes: Buffer, at: number): number {
  let end = at;
  while (bytes[end] === BACKSLASH) end += 1;
  return end + 1;
}
