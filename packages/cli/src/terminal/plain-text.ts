/**
 * Control characters (`Cc` has both ranges: the second holds a one-byte escape sequence introducer), and signs that turn or
 * hide text. Names, titles and messages are foreign input: they must neither move the cursor nor read as something else.
 */
const UNSAFE = /[\p{Cc}\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]+/gu;

/** Bold on and off, which is all that commands themselves ask of a terminal. */
export const BOLD = '\u001b[1m';
export const PLAIN = '\u001b[0m';

/** One line without anything that a terminal would obey. */
export function plainText(text: string): string {
  return text.replace(UNSAFE, ' ').trim();
}

/** Lines for a terminal: line ends, tabs and our own marks stay, and nothing else that it would obey. */
export function printable(text: string): string {
  const clean = (part: string) => part.replace(UNSAFE, (run) => run.replace(/[^\n\t]/g, ''));
  return text
    .split(BOLD)
    .map((part) => part.split(PLAIN).map(clean).join(PLAIN))
    .join(BOLD);
}
