import { replaceUnseenRuns } from '@orrery/protocol';

/** Bold on and off, which is all that commands themselves ask of a terminal. */
export const BOLD = '\u001b[1m';
export const PLAIN = '\u001b[0m';

/**
 * One line without anything that a terminal would obey. Names, titles and messages are foreign input: they must neither
 * move the cursor nor read as something else.
 */
export function plainText(text: string): string {
  return replaceUnseenRuns(text, ' ').trim();
}

/** Lines for a terminal: line ends, tabs and our own marks stay, and nothing else that it would obey. */
export function printable(text: string): string {
  const clean = (part: string) => replaceUnseenRuns(part, (run) => run.replace(/[^\n\t]/gu, ''));
  return text
    .split(BOLD)
    .map((part) => part.split(PLAIN).map(clean).join(PLAIN))
    .join(BOLD);
}
