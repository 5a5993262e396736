import { plainLine } from '../control/plain-line.ts';

const MAX_LINE_CHARS = 4_000;
const MAX_LINES = 20;

/** A name or a reason as the log keeps it: one line without anything that moves a cursor or turns text around. */
export function auditLine(text: string): string {
  return plainLine(text, MAX_LINE_CHARS);
}

/** What an act was about, as the log keeps it: a few such lines. */
export function auditText(text: string): string {
  return text.split('\n', MAX_LINES).map(auditLine).join('\n');
}
