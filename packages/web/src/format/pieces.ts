/**
 * A browser breaks a line by setting what follows anew, up to where a sign no longer depends on the one before. In Inter (and
 * in any font whose letters join) a run of signs such as `*_*_` has no such place: work grows with lines times signs. Each
 * piece is an element of its own, beyond which nothing is set anew.
 */
export const MOST_PIECE_SIGNS = 256;

/** A block is laid out for itself, and only near where it is seen. */
export const MOST_BLOCK_SIGNS = 2_048;
const MOST_BLOCK_LINES = 100;

/** So many signs may belong to the one before (marks, halves, joined emoji) without being cut from it. */
const MOST_JOINED = 32;
const JOINED = /^(?:\p{M}|\p{Emoji_Modifier}|\u200d|[\udc00-\udfff])/u;

/** A text in pieces of at most `MOST_PIECE_SIGNS`, cut behind white space where there is some; together they are the text. */
export function piecesOf(text: string): string[] {
  return cut(text, MOST_PIECE_SIGNS, (from, to) => {
    for (let at = to; at > from; at -= 1) if (isSpace(text.charCodeAt(at - 1))) return at;
    return behindWhole(text, from, to);
  });
}

/** A text in blocks of whole lines; what has no line end for long is cut behind white space, or anywhere. Together they are the text. */
export function blocksOf(text: string): string[] {
  return cut(text, MOST_BLOCK_SIGNS, (from, to) => {
    const end = text.lastIndexOf('\n', to - 1) + 1;
    if (end > from) return end;
    for (let at = to; at > to - MOST_PIECE_SIGNS; at -= 1) if (isSpace(text.charCodeAt(at - 1))) return at;
    return behindWhole(text, from, to);
  }).flatMap(shortBlocks);
}

/** Lines that a block takes at most, and how many are to be expected of it where a line takes `columns` signs. */
export function linesOf(text: string, columns: number): number {
  return text
    .replace(/\n$/, '')
    .split('\n')
    .reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / columns)), 0);
}

/** As much of the beginning of a text as is shown at first: whole lines where they are not too long. */
export function beginningOf(text: string, most: number): string {
  if (text.length <= most) return text;
  const end = text.lastIndexOf('\n', most);
  return text.slice(0, end < most / 2 ? behindWhole(text, 0, most) : end);
}

const isSpace = (code: number) => code === 32 || code === 10 || code === 9 || code === 13;

function cut(text: string, most: number, endOf: (from: number, to: number) => number): string[] {
  if (text.length <= most) return [text];
  const parts: string[] = [];
  let from = 0;
  while (text.length - from > most) {
    const end = endOf(from, from + most);
    parts.push(text.slice(from, end));
    from = end;
  }
  parts.push(text.slice(from));
  return parts;
}

/** Short lines take height: not many of them in one block. */
function shortBlocks(block: string): string[] {
  const parts: string[] = [];
  let from = 0;
  let lines = 0;
  for (let at = block.indexOf('\n'); at >= 0; at = block.indexOf('\n', at + 1)) {
    lines += 1;
    if (lines % MOST_BLOCK_LINES !== 0) continue;
    parts.push(block.slice(from, at + 1));
    from = at + 1;
  }
  if (from < block.length || parts.length === 0) parts.push(block.slice(from));
  return parts;
}

/** The last place up to `to` that is not within what is read as one sign. */
function behindWhole(text: string, from: number, to: number): number {
  for (let at = to; at > Math.max(from, to - MOST_JOINED); at -= 1)
    if (!JOINED.test(text.slice(at, at + 2)) && text.charCodeAt(at - 1) !== 0x200d) return at;
  return isLow(text.charCodeAt(to)) && to - from > 1 ? to - 1 : to;
}

const isLow = (code: number) => code >= 0xdc00 && code <= 0xdfff;
