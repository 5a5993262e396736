/** Called for every place where a keyword stands. */
type OnKeyword = (keyword: number, position: number) => void;

/** Finds all of a set of keywords in one pass. */
export type KeywordScanner = (bytes: Uint8Array, onKeyword: OnKeyword) => void;

/** Bytes of each keyword that drive the search. Longer is faster, but every keyword must have as many. */
const WINDOW = 4;

/**
 * Wu-Manber search: looks at two bytes, and where no keyword's window can end there jumps up to three bytes ahead.
 * Clean text, that is nearly all text, costs about a third of a table look-up per byte.
 */
export function createKeywordScanner(keywords: readonly string[]): KeywordScanner {
  const encoded = keywords.map((keyword) => Buffer.from(keyword, 'latin1'));
  const shifts = new Uint8Array(65_536).fill(WINDOW - 1);
  const candidates = new Map<number, { keyword: number; bytes: Uint8Array }[]>();
  for (const [keyword, bytes] of encoded.entries()) {
    if (bytes.length < WINDOW) throw new RangeError(`"${keywords[keyword]}" is shorter than the window.`);
    for (let end = 1; end < WINDOW; end += 1) {
      const block = pairAt(bytes, end);
      shifts[block] = Math.min(shifts[block] ?? 0, WINDOW - 1 - end);
    }
    const last = pairAt(bytes, WINDOW - 1);
    candidates.set(last, [...(candidates.get(last) ?? []), { keyword, bytes }]);
  }

  return (bytes, onKeyword) => {
    let position = WINDOW - 1;
    const { length } = bytes;
    while (position < length) {
      const block = pairAt(bytes, position);
      const shift = shifts[block] as number;
      if (shift > 0) {
        position += shift;
        continue;
      }
      const start = position - WINDOW + 1;
      for (const candidate of candidates.get(block) ?? []) {
        if (isAt(bytes, start, candidate.bytes)) onKeyword(candidate.keyword, start);
      }
      position += 1;
    }
  };
}

function pairAt(bytes: Uint8Array, end: number): number {
  return ((bytes[end - 1] as number) << 8) | (bytes[end] as number);
}

function isAt(bytes: Uint8Array, start: number, keyword: Uint8Array): boolean {
  for (let index = 0; index < keyword.length; index += 1) {
    if (bytes[start + index] !== keyword[index]) return false;
  }
  return true;
}
