import { oneLine } from '@orrery/transcript';

/** Marks that turn the direction of text or are not seen: a command must read as it runs, and a name as it is. Joiners stay: emoji need them. */
const TURNING = /(?![\u200c\u200d])[\p{Cf}\u115f\u1160\u3164\uffa0]/gu;

/** What somebody else wrote, as one line that reads in the order of its letters. */
export function plainLine(text: string, maxChars: number): string {
  return oneLine(text.replace(TURNING, ''), maxChars);
}
