import type { Matcher } from '../match/match-entries.ts';
import { findNeedle } from '../match/needle.ts';

/** A piece of a snippet; `match` marks what the query found. */
export interface SnippetPiece {
  text: string;
  match: boolean;
}

/** About two lines of a page. */
const SNIPPET_BYTES = 180;
const BEFORE_BYTES = 60;
/** Cut at a space or line end when one is this near. */
const WORD_BYTES = 16;
const ELLIPSIS = '…';

/**
 * Cuts about two lines around the first match out of the text of one entry and marks all matches in it. White space runs
 * become one space. `decode` turns UTF-8 into a string; it is only given whole characters.
 */
export function createSnippet(
  matcher: Matcher,
  text: Uint8Array,
  decode: (bytes: Uint8Array) => string,
): SnippetPiece[] {
  const first = firstMatch(matcher, text);
  let from = cutBefore(text, Math.max(0, first.at - BEFORE_BYTES), first.at);
  let until = cutAfter(text, Math.min(text.length, Math.max(from + SNIPPET_BYTES, first.end)), first.end);
  while (from < first.at && isSpace(text[from])) from++;
  while (until > first.end && isSpace(text[until - 1])) until--;
  const pieces: SnippetPiece[] = [];
  const push = (begin: number, end: number, match: boolean): void => {
    const piece = decode(text.subarray(begin, end)).replaceAll(/\s+/gu, ' ');
    if (piece !== '') pieces.push({ text: piece, match });
  };
  let at = from;
  for (const range of rangesWithin(matcher, text, from, until)) {
    push(at, range.at, false);
    push(range.at, range.end, true);
    at = range.end;
  }
  push(at, until, false);
  return withEllipses(pieces, from > 0, until < text.length && !text.subarray(until).every(isSpace));
}

interface Range {
  at: number;
  end: number;
}

function firstMatch(matcher: Matcher, text: Uint8Array): Range {
  let first: Range | null = null;
  for (const needle of matcher.required) {
    const at = findNeedle(text, needle, 0, text.length);
    if (at !== -1 && (first === null || at < first.at)) first = { at, end: at + needle.bytes.length };
  }
  return first ?? { at: 0, end: 0 };
}

/** Ascending and apart: matches that touch become one. */
function rangesWithin(matcher: Matcher, text: Uint8Array, from: number, until: number): Range[] {
  const all: Range[] = [];
  for (const needle of matcher.required) {
    for (let at = from - 1; ; ) {
      at = findNeedle(text, needle, at + 1, until);
      if (at === -1) break;
      all.push({ at, end: at + needle.bytes.length });
    }
  }
  const joined: Range[] = [];
  for (const range of all.sort((a, b) => a.at - b.at)) {
    const last = joined.at(-1);
    if (last && range.at <= last.end) last.end = Math.max(last.end, range.end);
    else joined.push({ ...range });
  }
  return joined;
}

/** Space, tab and line ends. */
function isSpace(byte: number | undefined): boolean {
  return byte === 32 || (byte !== undefined && byte >= 9 && byte <= 13);
}

/** Moves a cut forward to a word's start, at least to a whole character. */
function cutBefore(text: Uint8Array, at: number, limit: number): number {
  if (at === 0) return 0;
  for (let i = at; i < Math.min(limit, at + WORD_BYTES); i++) if (isSpace(text[i])) return i + 1;
  return wholeCharacter(text, at);
}

function cutAfter(text: Uint8Array, at: number, limit: number): number {
  if (at >= text.length) return text.length;
  for (let i = at; i > Math.max(limit, at - WORD_BYTES); i--) if (isSpace(text[i])) return i;
  return at > limit ? Math.max(limit, wholeCharacter(text, at)) : wholeCharacter(text, at);
}

/** Bytes 10xxxxxx go on with a character. */
function wholeCharacter(text: Uint8Array, at: number): number {
  let i = at;
  while (i > 0 && i < text.length && ((text[i] as number) & 0xc0) === 0x80) i--;
  return i;
}

function withEllipses(pieces: SnippetPiece[], before: boolean, after: boolean): SnippetPiece[] {
  if (before) pieces.unshift({ text: ELLIPSIS, match: false });
  if (after) pieces.push({ text: ELLIPSIS, match: false });
  return pieces;
}
