import { beginningOf } from './pieces.ts';

/**
 * Signs that turn the direction of what follows, that a terminal would act on, or that are not seen in a longer text: a reader
 * would see another one than the one that is run. A line that ends as on Windows ends as others do.
 */
const HIDING =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: it is these that are looked for
  /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\u{e0000}-\u{e007f}]|\r(?!\n)/gu;

/** Those, and what else is not seen. Joiners stay: emoji and many scripts are made with them. */
const UNSEEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: it is these that are looked for
  /[\0-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2028\u2029\u2060-\u206f\u3164\ufeff\uffa0\u{e0000}-\u{e007f}]/gu;

/** As many marks as any language sets on one letter. More of them run over other text, and take browsers very long. */
const MARKS = /\p{M}{31,}/gu;
const MOST_MARKS = 30;

const named = (sign: string) =>
  `‹U+${(sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}›`;

/** Marks that are too many on one letter, named from the first that is too many. */
const withPilesNamed = (text: string) =>
  text.replace(MARKS, (marks) => {
    const each = [...marks];
    return each.slice(0, MOST_MARKS).join('') + each.slice(MOST_MARKS).map(named).join('');
  });

/** Text of which a person must see every sign before saying yes to it. */
export function withUnseenNamed(text: string): string {
  return withPilesNamed(text.replace(UNSEEN, named));
}

/**
 * A longer text or code as it is, in the order in which it is there, with what hides in it or steers a terminal named. Its
 * tabs, ends of lines and soft hyphens stay as they are: they are no way to hide words.
 */
export function withTurnsNamed(text: string): string {
  return withPilesNamed(text.replace(HIDING, named));
}

/** As much of the beginning of a text as takes no more than `most` signs when its signs are named: that makes eight of one. */
export function beginningToName(text: string, most: number): string {
  const beginning = beginningOf(text, most);
  const excess = withTurnsNamed(beginning).length / most;
  return excess <= 1 ? beginning : beginningOf(beginning, Math.floor(most / 8));
}
