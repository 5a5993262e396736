/**
 * Signs that a terminal obeys, and such as turn, break or hide text: controls (both ranges), formats (directions, joiners,
 * soft hyphens, tags), separators of lines, and whatever is drawn as nothing.
 */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u.source;

const ONE = new RegExp(UNSEEN, 'gu');
const RUN = new RegExp(`${UNSEEN}+`, 'gu');

/** Line ends and tabs are how text is written; joiners and variants are how words and emoji are in many scripts. */
const WRITING = /\n|\t|\u200c|\u200d|\ufe0e|\ufe0f/u;

/** Replaces every run of signs that are not seen. */
export function replaceUnseenRuns(text: string, by: string | ((run: string) => string)): string {
  return text.replace(RUN, typeof by === 'string' ? () => by : by);
}

/** Replaces each sign that is not seen. */
export function replaceUnseen(text: string, by: (sign: string) => string): string {
  return text.replace(ONE, by);
}

/** What a person wrote, for a program that shows it in its terminal: nothing in it moves the cursor or turns a line. */
export function writtenWords(text: string): string {
  return replaceUnseen(text.replaceAll('\r\n', '\n'), (sign) =>
    WRITING.test(sign) ? sign : '',
  ).toWellFormed();
}
