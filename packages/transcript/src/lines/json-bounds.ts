/** Values nested deeper than this are refused: whoever reads one may recurse. */
export const MAX_JSON_DEPTH = 256;

/** Objects, lists and members of one text; a parser makes tens of bytes of each. */
export const MAX_JSON_VALUES = 1024 * 1024;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/**
 * A text so short is parsed as it is: its values are few, and what it may be nested is cut where it is kept (`keptInput`).
 * Most lines are, and looking at each would cost ingest some percent.
 */
const HARMLESS_CHARS = 4096;

/** In what a JSON text is too much to be parsed, in words; null when it may be. Looks at brackets and commas alone. */
export function jsonExcess(text: string, maxValues = MAX_JSON_VALUES): string | null {
  const { length } = text;
  if (length <= HARMLESS_CHARS) return null;
  let depth = 0;
  let values = 0;
  for (let at = 0; at < length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      at = stringEnd(text, at + 1);
    } else if (code === 0x2c) {
      values += 1;
    } else if (code === 0x7b || code === 0x5b) {
      depth += 1;
      values += 1;
      if (depth > MAX_JSON_DEPTH) return `nested deeper than ${MAX_JSON_DEPTH} levels`;
    } else if (code === 0x7d || code === 0x5d) {
      depth -= 1;
    }
  }
  return values > maxValues ? `more than ${maxValues} values` : null;
}

/** Where the quote that ends a string is. */
function stringEnd(text: string, start: number): number {
  for (let end = text.indexOf('"', start); end !== -1; end = text.indexOf('"', end + 1)) {
    let slashes = 0;
    while (text.charCodeAt(end - 1 - slashes) === BACKSLASH) slashes += 1;
    if (slashes % 2 === 0) return end;
  }
  return text.length;
}
