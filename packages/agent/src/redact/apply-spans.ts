import { overwrite, type Span } from './span.ts';

const BACKSLASH = 92;
const LETTER_U = 117;

/** Overwrites what the rules found; where spans overlap, the first gives the mark. Returns how many secrets there were. */
export function applySpans(bytes: Buffer, spans: Span[]): number {
  spans.sort((a, b) => a.start - b.start || b.end - a.end);
  let coveredTo = 0;
  let count = 0;
  for (const found of spans) {
    const span = { ...found, start: afterEscape(bytes, found.start), end: beforeEscape(bytes, found.end) };
    if (span.start >= span.end) continue;
    if (span.start < coveredTo && span.end <= coveredTo) continue;
    // The rest of an overlap continues the mark before it.
    const isRest = span.start < coveredTo;
    overwrite(bytes, isRest ? { start: coveredTo, end: span.end, label: '' } : span);
    if (!isRest && span.label !== '') count += 1;
    coveredTo = span.end;
  }
  return count;
}

/** Never what a backslash escapes, the four digits of `\u00e9` included: the line would no longer be JSON. */
function afterEscape(bytes: Buffer, start: number): number {
  // The digits first: in `\u00e9` the span may begin at any of them.
  for (let digits = 0; digits < 4; digits += 1) {
    const letter = start - 1 - digits;
    if (bytes[letter] === LETTER_U && isEscaped(bytes, letter)) return letter + 5;
  }
  if (!isEscaped(bytes, start)) return start;
  return bytes[start] === LETTER_U ? start + 5 : start + 1;
}

/** Never the backslash alone of an escape: what it escapes would stand bare. */
function beforeEscape(bytes: Buffer, end: number): number {
  return isEscaped(bytes, end) ? end - 1 : end;
}

function isEscaped(bytes: Buffer, at: number): boolean {
  let before = at;
  while (bytes[before - 1] === BACKSLASH) before -= 1;
  return (at - before) % 2 === 1;
}
