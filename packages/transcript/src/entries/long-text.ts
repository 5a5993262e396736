/** Longest text of one part, in characters. What is beyond stays in the raw log. */
export const MAX_PART_CHARS = 1024 * 1024;

/** A text and, when it had to be cut, its full length. */
export interface CutText {
  text: string;
  truncatedFrom?: number;
}

/** Keeps a text whole up to the limit; beyond it cuts, never through a surrogate pair, and says from how much. */
export function cutText(text: string, maxChars: number = MAX_PART_CHARS): CutText {
  if (text.length <= maxChars) return { text };
  return { text: text.slice(0, safeEnd(text, maxChars)), truncatedFrom: text.length };
}

/** First `maxChars` characters as one line: runs of white space become one space, a cut ends in an ellipsis. */
export function oneLine(text: string, maxChars: number): string {
  // Only the head matters; a text of megabytes must not be rewritten to make a label.
  const head = text.length > maxChars * 4 ? text.slice(0, maxChars * 4) : text;
  const flat = head.replace(/[\s\p{Cc}]+/gu, ' ').trim();
  if (flat.length <= maxChars && head.length === text.length) return flat;
  if (flat.length <= maxChars - 1) return flat === '' ? '' : `${flat}…`;
  return `${flat.slice(0, safeEnd(flat, maxChars - 1))}…`;
}

function safeEnd(text: string, end: number): number {
  const last = text.charCodeAt(end - 1);
  return last >= 0xd800 && last <= 0xdbff ? end - 1 : end;
}
