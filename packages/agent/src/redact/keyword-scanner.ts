/** Called for every place where a keyword stands. */
type OnKeyword = (keyword: number, position: number) => void;

/** Finds all of a set of keywords in one pass. */
export type KeywordScanner = (bytes: Uint8Array, onKeyword: OnKeyword) => void;

interface Candidate {
  keyword: number;
  bytes: Uint8Array;
  /** Where in the keyword its window begins. */
  offset: number;
}

/** Bytes of each keyword that drive the search. Longer is faster, but every keyword must have as many. */
const WINDOW = 4;

/**
 * Wu-Manber search: looks at two bytes, and where no keyword's window can end there jumps up to three bytes ahead.
 * Clean text, that is nearly all text, costs about a third of a table look-up per byte. The window of a long keyword is
 * its rarest part: `word` of `password` is looked up more seldom than `pass`.
 */
export function createKeywordScanner(keywords: readonly string[]): KeywordScanner {
  const shifts = new Uint8Array(65_536).fill(WINDOW - 1);
  // By the first two bytes of a window, a bit for the last two: most places that could end a window are none by this.
  const heads = new Uint8Array(65_536);
  const candidates: (Candidate[] | undefined)[] = new Array(65_536).fill(undefined);
  const encoded = keywords.map((keyword, index) => ({
    keyword: index,
    bytes: Buffer.from(keyword, 'latin1'),
  }));
  // Short ones have no choice; the others find what these look up already.
  for (const { keyword, bytes } of encoded.sort((a, b) => a.bytes.length - b.bytes.length)) {
    if (bytes.length < WINDOW) throw new RangeError(`"${keywords[keyword]}" is shorter than the window.`);
    const offset = chooseWindow(bytes, shifts);
    for (let end = 1; end < WINDOW; end += 1) {
      const pair = pairAt(bytes, offset + end);
      shifts[pair] = Math.min(shifts[pair] as number, WINDOW - 1 - end);
    }
    const last = pairAt(bytes, offset + WINDOW - 1);
    const head = pairAt(bytes, offset + 1);
    heads[head] = (heads[head] as number) | (1 << (last & 7));
    const sameEnd = candidates[last] ?? [];
    sameEnd.push({ keyword, bytes, offset });
    candidates[last] = sameEnd;
  }

  return (bytes, onKeyword) => {
    let position = WINDOW - 1;
    const { length } = bytes;
    while (position < length) {
      const pair = ((bytes[position - 1] as number) << 8) | (bytes[position] as number);
      const shift = shifts[pair] as number;
      if (shift > 0) {
        position += shift;
        continue;
      }
      const head = ((bytes[position - 3] as number) << 8) | (bytes[position - 2] as number);
      if (((heads[head] as number) & (1 << (pair & 7))) !== 0) {
        for (const candidate of candidates[pair] as Candidate[]) {
          const start = position - WINDOW + 1 - candidate.offset;
          if (isAt(bytes, start, candidate.bytes)) onKeyword(candidate.keyword, start);
        }
      }
      position += 1;
    }
  };
}

/** The window that makes the search look up least: by how much its pairs shorten jumps, times how often they stand in text. */
function chooseWindow(bytes: Uint8Array, shifts: Uint8Array): number {
  let best = 0;
  let bestCost = Number.POSITIVE_INFINITY;
  for (let offset = 0; offset + WINDOW <= bytes.length; offset += 1) {
    let cost = 0;
    for (let end = 1; end < WINDOW; end += 1) {
      const pair = pairAt(bytes, offset + end);
      const shift = WINDOW - 1 - end;
      // A look-up that may be a find costs the comparison as well.
      cost += frequencyOf(pair) * (Math.max(0, (shifts[pair] as number) - shift) + (shift === 0 ? 2 : 0));
    }
    if (cost >= bestCost) continue;
    best = offset;
    bestCost = cost;
  }
  return best;
}

/** How often a byte stands in a thousand of transcripts, about. */
const FREQUENCIES = new Uint8Array(256).fill(3);
for (const [characters, frequency] of [
  [' e', 70],
  ['taoinsr', 50],
  ['"cdlu', 30],
  ['\\:,/pmfhg', 20],
  ['0123456789.-_bywvk', 10],
] as const) {
  for (const byte of Buffer.from(characters)) FREQUENCIES[byte] = frequency;
}

function frequencyOf(pair: number): number {
  return (FREQUENCIES[pair >> 8] as number) * (FREQUENCIES[pair & 255] as number);
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
