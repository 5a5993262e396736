import { withTurnsNamed } from '../../format/visible-text.ts';

/** Longer texts are read beside the page, in a worker. */
export const MOST_CHARS_HERE = 16_000;

/**
 * Signs that may begin something, in a text that is read here. The parser's work grows with the square of them at worst
 * (headings under lines, cells, definitions); with so many it is done before anybody sees a pause.
 */
export const MOST_MARKS_HERE = 1_000;

/** Longer texts are shown as they are: as Markdown, the page would be busy with drawing them. */
export const MOST_CHARS = 100_000;

/** A paragraph, heading or cell of more signs than this is not drawn: a browser lays it out as one. */
export const MOST_FLOW_CHARS = 16_000;

/** More parts than this are not drawn: each is an element of the page. */
export const MOST_NODES = 20_000;

/** Where a text is read, and whether it is read at all. */
type ReadingPlace = 'here' | 'worker' | 'nowhere';

/** Where the Markdown of a text may be read without holding up the page. */
export function readingPlace(text: string): ReadingPlace {
  if (showsMore(text, MOST_CHARS)) return 'nowhere';
  return text.length <= MOST_CHARS_HERE && !hasMoreMarks(text, MOST_MARKS_HERE) ? 'here' : 'worker';
}

/** Whether a text takes more signs than that on the page, where those that hide are named. */
export function showsMore(text: string, most: number): boolean {
  if (text.length > most) return true;
  return text.length > most / LONGEST_NAME && withTurnsNamed(text).length > most;
}

/** Signs of `‹U+E0041›`, rounded up. */
const LONGEST_NAME = 10;

const MARKS = new Set([...'*_~`[]!<>&\\|:@#+-=\n\t'].map((sign) => sign.charCodeAt(0)));

function hasMoreMarks(text: string, most: number): boolean {
  let count = 0;
  for (let index = 0; index < text.length && count <= most; index += 1)
    if (MARKS.has(text.charCodeAt(index))) count += 1;
  return count > most;
}
