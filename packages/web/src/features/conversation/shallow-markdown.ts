/** Quotes and lists within each other beyond this are text. */
export const MOST_NESTED = 40;

/** What opens a quote or a list item, and the white space before it. */
const OPENER = /[ \t]*(?:>|[-+*](?=[ \t])|\d{1,9}[.)](?=[ \t]))/y;

/**
 * The text with whatever opens more than `MOST_NESTED` quotes and lists on one line made harmless by a backslash, as a person would.
 * The parser takes a level of its stack for each.
 */
export function shallowMarkdown(text: string): string {
  let result = '';
  let copiedTo = 0;
  for (let start = 0; start < text.length; ) {
    let at = start;
    for (let level = 0; ; level += 1) {
      OPENER.lastIndex = at;
      const opener = OPENER.exec(text);
      if (opener === null) break;
      at = OPENER.lastIndex;
      if (level < MOST_NESTED) continue;
      // Before the sign itself: of `1.` that is the point.
      result += `${text.slice(copiedTo, at - 1)}\\`;
      copiedTo = at - 1;
      break;
    }
    const end = text.indexOf('\n', at);
    start = end < 0 ? text.length : end + 1;
  }
  return result + text.slice(copiedTo);
}
