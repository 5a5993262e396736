import { oneLine } from '@orrery/transcript';

/** Marks that turn the direction of text: a command must read as it runs, and a name as it is. */
const TURNING = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** What somebody else wrote, as one line that reads in the order of its letters. */
export function plainLine(text: string, maxChars: number): string {
  return oneLine(text.replace(TURNING, ''), maxChars);
}
